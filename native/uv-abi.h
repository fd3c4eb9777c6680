/* The few calls of libuv that the addon needs. Node and Electron export them, and their ABI is frozen for libuv 1.x, so that no
   header of a particular Node version is needed; the sizes of handles are asked for at run time. */
#ifndef LLM_DYNO_UV_ABI_H
#define LLM_DYNO_UV_ABI_H

#include <stddef.h>

#define UV_POLL_HANDLE 8
#define UV_READABLE_EVENT 1

extern size_t uv_handle_size(int type);
extern int uv_poll_init(void *loop, void *handle, int fd);
extern int uv_poll_start(void *handle, int events, void (*callback)(void *handle, int status, int events));
extern int uv_poll_stop(void *handle);
extern void uv_close(void *handle, void (*callback)(void *handle));
extern const char *uv_err_name(int error);
extern void *uv_handle_get_data(const void *handle);
extern void uv_handle_set_data(void *handle, void *data);

#endif
