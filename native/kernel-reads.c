/* Reads many TCP sockets in one call, each read with the time at which the kernel received its last segment (SO_TIMESTAMPNS): how
   late the calling thread comes no longer matters to the stamp. Linux only; Node-API 8, no threads, any number of instances.

     new KernelReads(onReady)         onReady(): there is something to read, or a rest is over
       .add(fd) -> id                 of a connected socket, which stays the caller's; throws with the system's code
       .remove(id)
       .poll(bytes, from, records)    -> number of records, 4 doubles each: id, end in `bytes`, CLOCK_MONOTONIC ms, kind (below)
       .watch(on)                     whether onReady is called as soon as something comes; off at first
       .rest(us)                      stops watching, and calls onReady after that time
       .close()
     nowMs()                          CLOCK_MONOTONIC, ms
     wakeSoon() -> boolean            asks for short turns on the processor for the calling thread, so that it gets them soon */
#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <errno.h>
#include <fcntl.h>
#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include "uv-abi.h"

#ifndef SCM_TIMESTAMPNS
#define SCM_TIMESTAMPNS SO_TIMESTAMPNS
#endif

/* Kinds of records; negative: an errno. After END and errors the socket is not read again. */
enum { BY_KERNEL = 0, BY_CLIENT = 1, END = 2 };

#define RECORD_COLUMNS 4
#define MAX_EVENTS 256
#define MAX_READ 65536
/* A read into less would only split what belongs together. */
#define MIN_READ 4096
#define READ_EVENTS (EPOLLIN | EPOLLRDHUP | EPOLLET)
#define MAX_SOCKETS 1048576u
/* The wall clock was set when its distance to the monotonic one changed by more than reading both can explain. */
#define STEP_NS 200000LL
/* The shortest that the kernel grants. */
#define SHORT_TURN_NS 100000
#define TIGHT_NS 20000LL

static const napi_type_tag reads_tag = {0x6c6c6d2d64796e6fULL, 0x6b65726e656c7264ULL};

struct reads {
  napi_env env;
  napi_ref on_ready;
  napi_async_cleanup_hook_handle cleanup;
  /* Sockets; and a gate before them that the loop watches, with a timer beside. */
  int sockets, gate, timer, keeper;
  void *watcher;
  int *fds;
  uint32_t *free_ids;
  uint32_t capacity, free_count;
  bool is_open, has_watcher, is_wrapped, has_offset, is_started, sees_sockets;
  int64_t offset_ns;
};

static int64_t clock_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static napi_value throw_errno(napi_env env, const char *call, int code) {
  napi_throw_error(env, uv_err_name(-code), call);
  return NULL;
}

static napi_value throw_argument(napi_env env, const char *message) {
  napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", message);
  return NULL;
}

static void free_when_unused(struct reads *r) {
  if (!r->is_wrapped && !r->has_watcher) free(r);
}

static void close_fd(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

static void on_watcher_closed(void *watcher) {
  struct reads *r = uv_handle_get_data(watcher);
  free(watcher);
  r->has_watcher = false;
  /* Only now may the loop of a worker end. */
  if (r->cleanup != NULL) napi_remove_async_cleanup_hook(r->cleanup);
  r->cleanup = NULL;
  close_fd(&r->gate);
  free_when_unused(r);
}

/* The gate is closed by on_watcher_closed, because the loop may hold it until then. */
static void close_reads(struct reads *r) {
  if (!r->is_open) return;
  r->is_open = false;
  for (uint32_t id = 0; id < r->capacity; id++) close_fd(&r->fds[id]);
  free(r->fds);
  free(r->free_ids);
  r->fds = NULL;
  r->free_ids = NULL;
  r->capacity = r->free_count = 0;
  close_fd(&r->sockets);
  close_fd(&r->timer);
  close_fd(&r->keeper);
  if (r->on_ready != NULL) napi_delete_reference(r->env, r->on_ready);
  r->on_ready = NULL;
  if (r->has_watcher) uv_close(r->watcher, on_watcher_closed);
  else close_fd(&r->gate);
}

static void on_env_ends(napi_async_cleanup_hook_handle handle, void *data) {
  (void)handle;
  close_reads(data);
}

static void on_collected(napi_env env, void *data, void *hint) {
  struct reads *r = data;
  (void)env;
  (void)hint;
  close_reads(r);
  r->is_wrapped = false;
  free_when_unused(r);
}

static void on_gate(void *watcher, int status, int events) {
  struct reads *r = uv_handle_get_data(watcher);
  napi_handle_scope scope;
  napi_value on_ready, receiver;
  (void)events;
  if (!r->is_open || status < 0 || napi_open_handle_scope(r->env, &scope) != napi_ok) return;
  napi_env env = r->env;
  if (napi_get_reference_value(env, r->on_ready, &on_ready) == napi_ok && napi_get_global(env, &receiver) == napi_ok &&
      napi_make_callback(env, NULL, receiver, on_ready, 0, NULL, NULL) == napi_pending_exception) {
    napi_value error;
    if (napi_get_and_clear_last_exception(env, &error) == napi_ok) napi_fatal_exception(env, error);
  }
  napi_close_handle_scope(env, scope);
}

/* What the loop is woken by: sockets, a timer of `us`, or nothing. 0, or an errno. */
static int wake_by(struct reads *r, bool sees_sockets, int64_t us) {
  struct epoll_event event = {.events = sees_sockets ? EPOLLIN : 0};
  struct itimerspec at = {.it_value = {us / 1000000, us % 1000000 * 1000}};
  bool is_started = sees_sockets || us > 0;
  if (r->sees_sockets != sees_sockets && epoll_ctl(r->gate, EPOLL_CTL_MOD, r->sockets, &event) != 0) return errno;
  r->sees_sockets = sees_sockets;
  if (timerfd_settime(r->timer, 0, &at, NULL) != 0) return errno;
  if (r->is_started == is_started) return 0;
  r->is_started = is_started;
  return is_started ? -uv_poll_start(r->watcher, UV_READABLE_EVENT, on_gate) : -uv_poll_stop(r->watcher);
}

/* 0, or an errno. */
static int open_reads(struct reads *r, void *loop) {
  int one = 1;
  struct epoll_event timer = {.events = EPOLLIN}, sockets = {.events = 0};
  if ((r->sockets = epoll_create1(EPOLL_CLOEXEC)) < 0) return errno;
  if ((r->gate = epoll_create1(EPOLL_CLOEXEC)) < 0) return errno;
  if ((r->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) < 0) return errno;
  if (epoll_ctl(r->gate, EPOLL_CTL_ADD, r->timer, &timer) != 0 || epoll_ctl(r->gate, EPOLL_CTL_ADD, r->sockets, &sockets) != 0) return errno;
  /* While any socket wants stamps, the kernel takes them of all that arrives: from the first answer on. */
  if ((r->keeper = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) < 0) return errno;
  if (setsockopt(r->keeper, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one) != 0) return errno;
  if ((r->watcher = calloc(1, uv_handle_size(UV_POLL_HANDLE))) == NULL) return ENOMEM;
  int failed = uv_poll_init(loop, r->watcher, r->gate);
  if (failed == 0) {
    uv_handle_set_data(r->watcher, r);
    r->has_watcher = true;
    return 0;
  }
  free(r->watcher);
  return -failed;
}

/* The object that a method was called on, else throws. Also reads up to `count` arguments. */
static struct reads *owner_of(napi_env env, napi_callback_info info, size_t count, napi_value *args) {
  napi_value object;
  struct reads *r = NULL;
  bool is_ours = false;
  napi_valuetype type;
  if (napi_get_cb_info(env, info, &count, args, &object, NULL) != napi_ok || napi_typeof(env, object, &type) != napi_ok || type != napi_object ||
      napi_check_object_type_tag(env, object, &reads_tag, &is_ours) != napi_ok || !is_ours || napi_unwrap(env, object, (void **)&r) != napi_ok) {
    throw_argument(env, "not a KernelReads");
    return NULL;
  }
  return r;
}

/* The same, and still open. */
static struct reads *self(napi_env env, napi_callback_info info, size_t count, napi_value *args) {
  struct reads *r = owner_of(env, info, count, args);
  if (r == NULL || r->is_open) return r;
  napi_throw_error(env, "ERR_CLOSED", "closed");
  return NULL;
}

/* Whole and within the range; anything else is no such number. */
static bool integer(napi_env env, napi_value value, int64_t from, int64_t to, int64_t *result) {
  double number;
  if (napi_get_value_double(env, value, &number) != napi_ok || !(number >= (double)from && number <= (double)to)) return false;
  *result = (int64_t)number;
  return (double)*result == number;
}

static napi_value construct(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value on_ready, object, target;
  napi_valuetype type;
  void *loop;
  struct reads *r;
  if (napi_get_new_target(env, info, &target) != napi_ok || target == NULL) return throw_argument(env, "KernelReads needs new");
  if (napi_get_cb_info(env, info, &count, &on_ready, &object, NULL) != napi_ok || napi_typeof(env, on_ready, &type) != napi_ok || type != napi_function)
    return throw_argument(env, "onReady is no function");
  if (napi_get_uv_event_loop(env, (void *)&loop) != napi_ok) return throw_errno(env, "event loop", ENOSYS);
  if ((r = calloc(1, sizeof *r)) == NULL) return throw_errno(env, "memory", ENOMEM);
  *r = (struct reads){.env = env, .sockets = -1, .gate = -1, .timer = -1, .keeper = -1, .is_open = true};
  int failed = open_reads(r, loop);
  bool is_kept = failed == 0 && napi_create_reference(env, on_ready, 1, &r->on_ready) == napi_ok &&
    napi_add_async_cleanup_hook(env, on_env_ends, r, &r->cleanup) == napi_ok && napi_type_tag_object(env, object, &reads_tag) == napi_ok &&
    napi_wrap(env, object, r, on_collected, NULL, NULL) == napi_ok;
  if (is_kept) {
    r->is_wrapped = true;
    return object;
  }
  bool has_watcher = r->has_watcher;
  close_reads(r);
  if (!has_watcher) free(r);
  return throw_errno(env, "KernelReads", failed != 0 ? failed : EINVAL);
}

static bool grow(struct reads *r) {
  uint32_t capacity = r->capacity == 0 ? 64 : r->capacity * 2;
  if (capacity > MAX_SOCKETS) return false;
  int *fds = realloc(r->fds, capacity * sizeof *fds);
  if (fds != NULL) r->fds = fds;
  uint32_t *free_ids = realloc(r->free_ids, capacity * sizeof *free_ids);
  if (free_ids != NULL) r->free_ids = free_ids;
  if (fds == NULL || free_ids == NULL) return false;
  for (uint32_t id = capacity; id-- > r->capacity;) {
    r->fds[id] = -1;
    r->free_ids[r->free_count++] = id;
  }
  r->capacity = capacity;
  return true;
}

static napi_value add(napi_env env, napi_callback_info info) {
  napi_value arg, result;
  int64_t given;
  int one = 1, fd, kind;
  socklen_t length = sizeof kind;
  struct reads *r = self(env, info, 1, &arg);
  if (r == NULL) return NULL;
  if (!integer(env, arg, 0, INT32_MAX, &given)) return throw_argument(env, "not a file descriptor");
  if (getsockopt((int)given, SOL_SOCKET, SO_TYPE, &kind, &length) != 0) return throw_errno(env, "getsockopt", errno);
  if (kind != SOCK_STREAM) return throw_errno(env, "not a stream", EINVAL);
  if (r->free_count == 0 && !grow(r)) return throw_errno(env, "memory", ENOMEM);
  /* Its own descriptor: nobody else can close it and let the number come to mean another socket. */
  if ((fd = fcntl((int)given, F_DUPFD_CLOEXEC, 0)) < 0) return throw_errno(env, "dup", errno);
  uint32_t id = r->free_ids[r->free_count - 1];
  struct epoll_event event = {.events = READ_EVENTS, .data.u32 = id};
  if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one) != 0 || epoll_ctl(r->sockets, EPOLL_CTL_ADD, fd, &event) != 0) {
    int code = errno;
    close(fd);
    return throw_errno(env, "epoll_ctl", code);
  }
  r->free_count--;
  r->fds[id] = fd;
  napi_create_uint32(env, id, &result);
  return result;
}

static napi_value remove_id(napi_env env, napi_callback_info info) {
  napi_value arg;
  int64_t id;
  struct reads *r = self(env, info, 1, &arg);
  if (r == NULL) return NULL;
  if (!integer(env, arg, 0, (int64_t)r->capacity - 1, &id) || r->fds[id] < 0) return throw_argument(env, "no such socket");
  /* A watch belongs to the open socket, not to the descriptor: it would outlive this one. Gone already after an end. */
  epoll_ctl(r->sockets, EPOLL_CTL_DEL, r->fds[id], NULL);
  close_fd(&r->fds[id]);
  r->free_ids[r->free_count++] = (uint32_t)id;
  return NULL;
}

/* Wall clock minus monotonic clock, ns; between the narrowest of a few pairs of looks. */
static int64_t clock_offset_ns(void) {
  int64_t best = INT64_MAX, offset = 0;
  for (int i = 0; i < 4 && best > TIGHT_NS; i++) {
    int64_t before = clock_ns(CLOCK_MONOTONIC), wall = clock_ns(CLOCK_REALTIME), after = clock_ns(CLOCK_MONOTONIC);
    if (after - before >= best) continue;
    best = after - before;
    offset = wall - (before + after) / 2;
  }
  return offset;
}

/* The kernel's wall-clock time of what was received, ns; 0 where it has none. */
static int64_t received_at(struct msghdr *message) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
    struct timespec t;
    memcpy(&t, CMSG_DATA(c), sizeof t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
  }
  return 0;
}

struct target {
  char *bytes;
  size_t used, length;
  double *records;
  size_t count, max;
  bool is_step;
};

static void note(struct target *t, uint32_t id, int64_t at_ns, double kind) {
  double *record = t->records + t->count++ * RECORD_COLUMNS;
  record[0] = id;
  record[1] = (double)t->used;
  record[2] = (double)at_ns / 1e6;
  record[3] = kind;
}

/* One read. Returns whether the same socket may hold more that no further event would tell of. */
static bool read_once(struct reads *r, uint32_t id, bool is_ending, struct target *t) {
  char control[CMSG_SPACE(sizeof(struct timespec))];
  size_t room = t->length - t->used;
  struct iovec part = {t->bytes + t->used, room < MAX_READ ? room : MAX_READ};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t length = recvmsg(r->fds[id], &message, MSG_DONTWAIT);
  int code = errno;
  int64_t now_ns = clock_ns(CLOCK_MONOTONIC);
  if (length > 0) {
    int64_t wall_ns = received_at(&message), at_ns = wall_ns - r->offset_ns;
    bool is_by_kernel = wall_ns != 0 && !t->is_step;
    t->used += (size_t)length;
    note(t, id, is_by_kernel && at_ns < now_ns ? at_ns : now_ns, is_by_kernel ? BY_KERNEL : BY_CLIENT);
    return is_ending || (size_t)length == part.iov_len;
  }
  if (length < 0 && code == EINTR) return true;
  if (length < 0 && code == EAGAIN && !is_ending) return false;
  epoll_ctl(r->sockets, EPOLL_CTL_DEL, r->fds[id], NULL);
  note(t, id, now_ns, length == 0 || code == EAGAIN ? END : -code);
  return false;
}

static bool has_room(const struct target *t) {
  return t->count < t->max && t->length - t->used >= MIN_READ;
}

/* Events tell of what is new (EPOLLET), so a socket that is left with something in it asks for another. */
static void read_socket(struct reads *r, const struct epoll_event *event, struct target *t) {
  uint32_t id = event->data.u32;
  bool is_ending = (event->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0, has_more = true;
  while (has_more && has_room(t)) has_more = read_once(r, id, is_ending, t);
  if (!has_more) return;
  struct epoll_event again = {.events = READ_EVENTS, .data.u32 = id};
  epoll_ctl(r->sockets, EPOLL_CTL_MOD, r->fds[id], &again);
}

static bool poll_arguments(napi_env env, napi_value *args, struct target *t) {
  napi_typedarray_type type;
  size_t length;
  void *data;
  int64_t from;
  if (napi_get_typedarray_info(env, args[0], &type, &length, &data, NULL, NULL) != napi_ok || type != napi_uint8_array) return false;
  if (!integer(env, args[1], 0, (int64_t)length, &from)) return false;
  t->bytes = data;
  t->length = data == NULL ? 0 : length;
  t->used = (size_t)from;
  if (napi_get_typedarray_info(env, args[2], &type, &length, &data, NULL, NULL) != napi_ok || type != napi_float64_array) return false;
  t->records = data;
  t->max = data == NULL ? 0 : length / RECORD_COLUMNS;
  return true;
}

/* As long as there is room; what is left is found by the next call. */
static napi_value poll_sockets(napi_env env, napi_callback_info info) {
  napi_value args[3], result;
  struct target t = {0};
  struct epoll_event events[MAX_EVENTS];
  struct reads *r = self(env, info, 3, args);
  if (r == NULL) return NULL;
  if (!poll_arguments(env, args, &t)) return throw_argument(env, "poll takes a Uint8Array, an offset in it and a Float64Array");
  int64_t offset_ns = clock_offset_ns();
  t.is_step = r->has_offset && llabs(offset_ns - r->offset_ns) > STEP_NS;
  r->offset_ns = offset_ns;
  r->has_offset = true;
  for (int ready = MAX_EVENTS; ready == MAX_EVENTS && has_room(&t);) {
    ready = epoll_wait(r->sockets, events, MAX_EVENTS, 0);
    for (int i = 0; i < ready; i++) read_socket(r, &events[i], &t);
  }
  napi_create_uint32(env, (uint32_t)t.count, &result);
  return result;
}

static napi_value watch(napi_env env, napi_callback_info info) {
  napi_value arg;
  bool is_on;
  struct reads *r = self(env, info, 1, &arg);
  if (r == NULL) return NULL;
  if (napi_get_value_bool(env, arg, &is_on) != napi_ok) return throw_argument(env, "watch takes a boolean");
  int failed = wake_by(r, is_on, 0);
  return failed == 0 ? NULL : throw_errno(env, "watch", failed);
}

static napi_value rest(napi_env env, napi_callback_info info) {
  napi_value arg;
  int64_t us;
  struct reads *r = self(env, info, 1, &arg);
  if (r == NULL) return NULL;
  if (!integer(env, arg, 1, 1000000, &us)) return throw_argument(env, "rest takes 1 to 1,000,000 microseconds");
  int failed = wake_by(r, false, us);
  return failed == 0 ? NULL : throw_errno(env, "rest", failed);
}

static napi_value close_object(napi_env env, napi_callback_info info) {
  struct reads *r = owner_of(env, info, 0, NULL);
  if (r != NULL) close_reads(r);
  return NULL;
}

static napi_value now_ms(napi_env env, napi_callback_info info) {
  napi_value result;
  (void)info;
  napi_create_double(env, (double)clock_ns(CLOCK_MONOTONIC) / 1e6, &result);
  return result;
}

/* The kernel's `struct sched_attr`, in its first version. */
struct turns {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime_ns, deadline_ns, period_ns;
};

/* Linux 6.12 and newer let an ordinary thread give up long turns for a short wait; older ones ignore it. Needs no rights. */
static napi_value wake_soon(napi_env env, napi_callback_info info) {
  struct turns turns = {0};
  napi_value result;
  (void)info;
  bool is_set = syscall(SYS_sched_getattr, 0, &turns, sizeof turns, 0) == 0 && turns.policy == SCHED_OTHER;
  turns.size = sizeof turns;
  turns.runtime_ns = SHORT_TURN_NS;
  is_set = is_set && syscall(SYS_sched_setattr, 0, &turns, 0) == 0;
  napi_get_boolean(env, is_set, &result);
  return result;
}

NAPI_MODULE_INIT() {
  napi_value reads, now, soon;
  const napi_property_descriptor methods[] = {
    {"add", NULL, add, NULL, NULL, NULL, napi_default, NULL},
    {"remove", NULL, remove_id, NULL, NULL, NULL, napi_default, NULL},
    {"poll", NULL, poll_sockets, NULL, NULL, NULL, napi_default, NULL},
    {"watch", NULL, watch, NULL, NULL, NULL, napi_default, NULL},
    {"rest", NULL, rest, NULL, NULL, NULL, napi_default, NULL},
    {"close", NULL, close_object, NULL, NULL, NULL, napi_default, NULL},
  };
  if (napi_define_class(env, "KernelReads", NAPI_AUTO_LENGTH, construct, NULL, sizeof methods / sizeof *methods, methods, &reads) != napi_ok) return NULL;
  if (napi_create_function(env, "nowMs", NAPI_AUTO_LENGTH, now_ms, NULL, &now) != napi_ok) return NULL;
  if (napi_create_function(env, "wakeSoon", NAPI_AUTO_LENGTH, wake_soon, NULL, &soon) != napi_ok) return NULL;
  napi_set_named_property(env, exports, "wakeSoon", soon);
  napi_set_named_property(env, exports, "KernelReads", reads);
  napi_set_named_property(env, exports, "nowMs", now);
  return exports;
}
