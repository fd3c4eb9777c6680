// Put before better-sqlite3's sources when they are compiled for Electron 33 to 35 (Node-API 9).
//
// The addon needs references to strings, which those versions allow only under the experimental
// Node-API. There, however, finalizers run in the middle of a garbage collection and abort the
// process when they touch JavaScript, as this addon's do. So each finalizer is passed on to
// node_api_post_finalizer, which gives back the timing that Node-API 10 has by default.
#pragma once

#include <node_api.h>

extern "C" NAPI_EXTERN napi_status NAPI_CDECL node_api_post_finalizer(napi_env env, napi_finalize callback, void* data, void* hint);

namespace deferred {

struct Finalizer {
  napi_finalize callback;
  void* hint;
};

inline void Post(napi_env env, void* data, void* hint) {
  Finalizer* finalizer = static_cast<Finalizer*>(hint);
  node_api_post_finalizer(env, finalizer->callback, data, finalizer->hint);
  delete finalizer;
}

inline napi_status Wrap(napi_env env, napi_value object, void* data, napi_finalize callback, void* hint, napi_ref* result) {
  if (callback == nullptr) return napi_wrap(env, object, data, nullptr, hint, result);
  return napi_wrap(env, object, data, Post, new Finalizer{callback, hint}, result);
}

inline napi_status AddFinalizer(napi_env env, napi_value object, void* data, napi_finalize callback, void* hint, napi_ref* result) {
  return napi_add_finalizer(env, object, data, Post, new Finalizer{callback, hint}, result);
}

inline napi_status CreateExternalBuffer(napi_env env, size_t length, void* data, napi_finalize callback, void* hint, napi_value* result) {
  if (callback == nullptr) return napi_create_external_buffer(env, length, data, nullptr, hint, result);
  return napi_create_external_buffer(env, length, data, Post, new Finalizer{callback, hint}, result);
}

}  // namespace deferred

#define napi_wrap deferred::Wrap
#define napi_add_finalizer deferred::AddFinalizer
#define napi_create_external_buffer deferred::CreateExternalBuffer
