/*
 * The module ABI, version 1: what a cryptographic module and the program that loads it agree on.
 *
 * A module is a shared object that exports one function, xps_module_v1. Its soname is the name of its artifact. The
 * program that loads it never calls anything else by name: everything is in the structure that this function returns.
 *
 * What a module may rely on: xps_module_v1 is called once after every dlopen; the structure and all it points to are
 * read as long as the module is mapped, and not after dlclose. A context is used by one thread at a time. Every context
 * is closed, by the module that opened it, before dlclose.
 *
 * What a module must keep to: no threads, no global state that a call changes, no constructors that do more than set
 * up constants. It must leave without a trace on dlclose, so it must not be linked with -z nodelete. All functions of
 * the tables can be called from any thread, by many at a time.
 */
#ifndef XPS_MODULE_H
#define XPS_MODULE_H

#include <stddef.h>
#include <stdint.h>

#define XPS_MODULE_ABI 1u

/* Everything else stays hidden: compile with -fvisibility=hidden. */
#define XPS_EXPORT __attribute__((visibility("default")))

/* Functions answer 0 when they did what they were asked to, and anything else when they could not. */
#define XPS_OK 0
#define XPS_FAILED 1

struct xps_module {
  uint32_t abi;               /* XPS_MODULE_ABI */
  uint32_t interface_version; /* of the interface below */
  const char *interface_name; /* "hash.sha256", "hash.shake256"; at most 63 bytes and the final zero */
  const char *version;        /* of the module, SemVer; at most 63 bytes and the final zero */
  const void *functions;      /* the table of that interface and version */
  int (*selftest)(void);      /* the module's own known answers; XPS_OK when all are right */
};

XPS_EXPORT const struct xps_module *xps_module_v1(void);

/*
 * hash.sha256, version 1: a hash with an output of fixed length, 32 bytes.
 *
 * A message of length 0 may come with any pointer. A context is open → update* → finish → close; close is right after
 * any of them, and leaves nothing of the message in memory. finish can be called once.
 */
struct xps_hash_v1 {
  int (*digest)(const uint8_t *message, size_t length, uint8_t *digest);
  void *(*open)(void); /* NULL when there is no memory */
  int (*update)(void *context, const uint8_t *part, size_t length);
  int (*finish)(void *context, uint8_t *digest);
  void (*close)(void *context);
};

/*
 * hash.shake256, version 1: a hash with an output of any length.
 *
 * A context is open → update* → squeeze* → close: squeeze gives the next bytes of the output each time, and no update
 * is right after the first squeeze.
 */
struct xps_xof_v1 {
  int (*digest)(const uint8_t *message, size_t length, uint8_t *output, size_t output_length);
  void *(*open)(void); /* NULL when there is no memory */
  int (*update)(void *context, const uint8_t *part, size_t length);
  int (*squeeze)(void *context, uint8_t *output, size_t output_length);
  void (*close)(void *context);
};

#endif
