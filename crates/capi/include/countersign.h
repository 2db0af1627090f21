/* WebAuthn verification: the C interface of Countersign. crates/capi/README.md tells how to use it.
 * Made by cbindgen from crates/capi/src: COUNTERSIGN_WRITE_HEADER=1 cargo test -p countersign-capi --test header */

#ifndef COUNTERSIGN_H
#define COUNTERSIGN_H

#include <stddef.h>
#include <stdint.h>

/*
 Done: begun, made, or accepted.
 */
#define COUNTERSIGN_OK 0

/*
 The response was refused.
 */
#define COUNTERSIGN_REJECTED 1

/*
 A mistake of the server in a configuration or a call: the text has `member` and `message`.
 */
#define COUNTERSIGN_ERROR 2

/*
 A pointer is NULL that must not be, or a length is greater than memory.
 */
#define COUNTERSIGN_ARGUMENT 3

/*
 A defect of the library, which was caught. Nothing was accepted.
 */
#define COUNTERSIGN_PANIC 4

/*
 A credential record whose key is ready, used from any thread.
 */
typedef struct CountersignRecord CountersignRecord;

/*
 Why a response was refused.
 */
typedef struct CountersignRefusal CountersignRefusal;

/*
 A text in UTF-8, without a NUL at its end.
 */
typedef struct CountersignText CountersignText;

/*
 A relying party, made once and used from any thread.
 */
typedef struct CountersignVerifier CountersignVerifier;

/*
 Bytes that somebody else owns. NULL with length 0 is none.
 */
typedef struct CountersignBytes {
  /*
   Where they begin.
   */
  const uint8_t *data;
  /*
   How many there are.
   */
  size_t length;
} CountersignBytes;

/*
 An authentication response in bytes, and what it is held against.
 */
typedef struct CountersignAssertion {
  /*
   The challenge that was sent.
   */
  struct CountersignBytes challenge;
  /*
   The user handle of the account that has the record.
   */
  struct CountersignBytes account;
  /*
   The response's `rawId`.
   */
  struct CountersignBytes credential_id;
  /*
   `response.clientDataJSON`.
   */
  struct CountersignBytes client_data_json;
  /*
   `response.authenticatorData`.
   */
  struct CountersignBytes authenticator_data;
  /*
   `response.signature`.
   */
  struct CountersignBytes signature;
  /*
   `response.userHandle`; NULL if there is none.
   */
  struct CountersignBytes user_handle;
} CountersignAssertion;

/*
 What an accepted authentication says, for the record. 1 is yes, 0 no.
 */
typedef struct CountersignAccepted {
  /*
   The signature counter, to be stored.
   */
  uint32_t sign_count;
  /*
   Whether it did not grow though it is in use: perhaps the authenticator was cloned.
   */
  uint8_t counter_did_not_grow;
  /*
   Whether the user was present.
   */
  uint8_t user_present;
  /*
   Whether the user was verified.
   */
  uint8_t user_verified;
  /*
   Whether the credential is backed up, to be stored.
   */
  uint8_t backed_up;
} CountersignAccepted;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 The version of this interface: it changes when a function that is there changes, and not when
 one is added.
 */
uint32_t countersign_abi_version(void);

/*
 Begins a registration: in `result`, `options`, `ceremony` and `expires`, or the error.

 # Safety

 `verifier` is one; `call` can be read; `result` can be written.
 */
int32_t countersign_begin_registration(const struct CountersignVerifier *verifier,
                                       struct CountersignBytes call,
                                       struct CountersignText **result);

/*
 Verifies the response to a registration that was begun here: in `result` the verdict, or the error.

 # Safety

 `verifier` is one; `call` and `response` can be read; `result` can be written.
 */
int32_t countersign_finish_registration(const struct CountersignVerifier *verifier,
                                        struct CountersignBytes call,
                                        struct CountersignBytes response,
                                        struct CountersignText **result);

/*
 Verifies the response to a registration that was begun elsewhere: in `result` the verdict, or the error.

 # Safety

 `verifier` is one; `call` and `response` can be read; `result` can be written.
 */
int32_t countersign_verify_registration(const struct CountersignVerifier *verifier,
                                        struct CountersignBytes call,
                                        struct CountersignBytes response,
                                        struct CountersignText **result);

/*
 Begins an authentication: in `result`, `options`, `ceremony` and `expires`, or the error.

 # Safety

 `verifier` is one; `call` can be read; `result` can be written.
 */
int32_t countersign_begin_authentication(const struct CountersignVerifier *verifier,
                                         struct CountersignBytes call,
                                         struct CountersignText **result);

/*
 Verifies the response to an authentication that was begun here: in `result` the verdict, or the error.

 # Safety

 `verifier` is one; `call` and `response` can be read; `result` can be written.
 */
int32_t countersign_finish_authentication(const struct CountersignVerifier *verifier,
                                          struct CountersignBytes call,
                                          struct CountersignBytes response,
                                          struct CountersignText **result);

/*
 Verifies the response to an authentication that was begun elsewhere: in `result` the verdict, or the error.

 # Safety

 `verifier` is one; `call` and `response` can be read; `result` can be written.
 */
int32_t countersign_verify_authentication(const struct CountersignVerifier *verifier,
                                          struct CountersignBytes call,
                                          struct CountersignBytes response,
                                          struct CountersignText **result);

/*
 Makes a verifier from its configuration, and in `error` says what is wrong with that.

 # Safety

 `configuration` can be read; `verifier` can be written; `error` is NULL or can be written.
 */
int32_t countersign_verifier_new(struct CountersignBytes configuration,
                                 struct CountersignVerifier **verifier,
                                 struct CountersignText **error);

/*
 Frees a verifier; NULL is nothing.

 # Safety

 It is of `countersign_verifier_new`, and not used or freed again.
 */
void countersign_verifier_free(struct CountersignVerifier *verifier);

/*
 Reads a record, as a verdict has it in `record`, and makes its key ready.

 # Safety

 `verifier` is one; `json` can be read; `record` can be written; `error` is NULL or can be
 written.
 */
int32_t countersign_record_new(const struct CountersignVerifier *verifier,
                               struct CountersignBytes json,
                               struct CountersignRecord **record,
                               struct CountersignText **error);

/*
 Frees a record; NULL is nothing.

 # Safety

 It is of `countersign_record_new`, and not used or freed again.
 */
void countersign_record_free(struct CountersignRecord *record);

/*
 The bytes of a text, which are there until it is freed. NULL has none.

 # Safety

 `text` is NULL or one that was not freed.
 */
struct CountersignBytes countersign_text_bytes(const struct CountersignText *text);

/*
 Frees a text; NULL is nothing.

 # Safety

 It is not used or freed again.
 */
void countersign_text_free(struct CountersignText *text);

/*
 Frees a refusal; NULL is nothing.

 # Safety

 It is not used or freed again.
 */
void countersign_refusal_free(struct CountersignRefusal *refusal);

/*
 The step that refused, as `AuthenticationOrigin`. The bytes are there until the refusal is freed.

 # Safety

 `refusal` is NULL or one that was not freed.
 */
struct CountersignBytes countersign_refusal_step(const struct CountersignRefusal *refusal);

/*
 Where the step stands, as `§7.2 step 13`.

 # Safety

 As `countersign_refusal_step`.
 */
struct CountersignBytes countersign_refusal_section(const struct CountersignRefusal *refusal);

/*
 What the step demands.

 # Safety

 As `countersign_refusal_step`.
 */
struct CountersignBytes countersign_refusal_title(const struct CountersignRefusal *refusal);

/*
 The section's address.

 # Safety

 As `countersign_refusal_step`.
 */
struct CountersignBytes countersign_refusal_link(const struct CountersignRefusal *refusal);

/*
 How it failed, as `Mismatch`.

 # Safety

 As `countersign_refusal_step`.
 */
struct CountersignBytes countersign_refusal_reason(const struct CountersignRefusal *refusal);

/*
 How it failed, in words.

 # Safety

 As `countersign_refusal_step`.
 */
struct CountersignBytes countersign_refusal_message(const struct CountersignRefusal *refusal);

/*
 Verifies an authentication from bytes, under the configuration's policy and without extensions.
 Nothing is handed out where it is accepted; `refusal` is to be freed where it is rejected, and
 `error` where there is one.

 # Safety

 `verifier` and `record` are such; `assertion` and its bytes can be read; the others are NULL or
 can be written.
 */
int32_t countersign_authenticate(const struct CountersignVerifier *verifier,
                                 const struct CountersignRecord *record,
                                 const struct CountersignAssertion *assertion,
                                 struct CountersignAccepted *accepted,
                                 struct CountersignRefusal **refusal,
                                 struct CountersignText **error);

/*
 Makes a verifier from its configuration, and in `error` says what is wrong with that.

 # Safety

 `configuration` can be read; `verifier` can be written; `error` is NULL or can be written.
 */
int32_t countersign_verifier_new(struct CountersignBytes configuration,
                                 struct CountersignVerifier **verifier,
                                 struct CountersignText **error);

/*
 Frees a verifier; NULL is nothing.

 # Safety

 It is of `countersign_verifier_new`, and not used or freed again.
 */
void countersign_verifier_free(struct CountersignVerifier *verifier);

/*
 Reads a record, as a verdict has it in `record`, and makes its key ready.

 # Safety

 `verifier` is one; `json` can be read; `record` can be written; `error` is NULL or can be
 written.
 */
int32_t countersign_record_new(const struct CountersignVerifier *verifier,
                               struct CountersignBytes json,
                               struct CountersignRecord **record,
                               struct CountersignText **error);

/*
 Frees a record; NULL is nothing.

 # Safety

 It is of `countersign_record_new`, and not used or freed again.
 */
void countersign_record_free(struct CountersignRecord *record);

/*
 The bytes of a text, which are there until it is freed. NULL has none.

 # Safety

 `text` is NULL or one that was not freed.
 */
struct CountersignBytes countersign_text_bytes(const struct CountersignText *text);

/*
 Frees a text; NULL is nothing.

 # Safety

 It is not used or freed again.
 */
void countersign_text_free(struct CountersignText *text);

/*
 Frees a refusal; NULL is nothing.

 # Safety

 It is not used or freed again.
 */
void countersign_refusal_free(struct CountersignRefusal *refusal);

/*
 The step that refused, as `AuthenticationOrigin`. The bytes are there until the refusal is freed.

 # Safety

 `refusal` is NULL or one that was not freed.
 */
struct CountersignBytes countersign_refusal_step(const struct CountersignRefusal *refusal);

/*
 Where the step stands, as `§7.2 step 13`.

 # Safety

 As `countersign_refusal_step`.
 */
struct CountersignBytes countersign_refusal_section(const struct CountersignRefusal *refusal);

/*
 What the step demands.

 # Safety

 As `countersign_refusal_step`.
 */
struct CountersignBytes countersign_refusal_title(const struct CountersignRefusal *refusal);

/*
 The section's address.

 # Safety

 As `countersign_refusal_step`.
 */
struct CountersignBytes countersign_refusal_link(const struct CountersignRefusal *refusal);

/*
 How it failed, as `Mismatch`.

 # Safety

 As `countersign_refusal_step`.
 */
struct CountersignBytes countersign_refusal_reason(const struct CountersignRefusal *refusal);

/*
 How it failed, in words.

 # Safety

 As `countersign_refusal_step`.
 */
struct CountersignBytes countersign_refusal_message(const struct CountersignRefusal *refusal);

/*
 Begins a registration: in `result`, `options`, `ceremony` and `expires`, or the error.

 # Safety

 `verifier` is one; `call` can be read; `result` can be written.
 */
int32_t countersign_begin_registration(const struct CountersignVerifier *verifier,
                                       struct CountersignBytes call,
                                       struct CountersignText **result);

/*
 Verifies the response to a registration that was begun here: in `result` the verdict, or the error.

 # Safety

 `verifier` is one; `call` and `response` can be read; `result` can be written.
 */
int32_t countersign_finish_registration(const struct CountersignVerifier *verifier,
                                        struct CountersignBytes call,
                                        struct CountersignBytes response,
                                        struct CountersignText **result);

/*
 Verifies the response to a registration that was begun elsewhere: in `result` the verdict, or the error.

 # Safety

 `verifier` is one; `call` and `response` can be read; `result` can be written.
 */
int32_t countersign_verify_registration(const struct CountersignVerifier *verifier,
                                        struct CountersignBytes call,
                                        struct CountersignBytes response,
                                        struct CountersignText **result);

/*
 Begins an authentication: in `result`, `options`, `ceremony` and `expires`, or the error.

 # Safety

 `verifier` is one; `call` can be read; `result` can be written.
 */
int32_t countersign_begin_authentication(const struct CountersignVerifier *verifier,
                                         struct CountersignBytes call,
                                         struct CountersignText **result);

/*
 Verifies the response to an authentication that was begun here: in `result` the verdict, or the error.

 # Safety

 `verifier` is one; `call` and `response` can be read; `result` can be written.
 */
int32_t countersign_finish_authentication(const struct CountersignVerifier *verifier,
                                          struct CountersignBytes call,
                                          struct CountersignBytes response,
                                          struct CountersignText **result);

/*
 Verifies the response to an authentication that was begun elsewhere: in `result` the verdict, or the error.

 # Safety

 `verifier` is one; `call` and `response` can be read; `result` can be written.
 */
int32_t countersign_verify_authentication(const struct CountersignVerifier *verifier,
                                          struct CountersignBytes call,
                                          struct CountersignBytes response,
                                          struct CountersignText **result);

/*
 Verifies an authentication from bytes, under the configuration's policy and without extensions.
 Nothing is handed out where it is accepted; `refusal` is to be freed where it is rejected, and
 `error` where there is one.

 # Safety

 `verifier` and `record` are such; `assertion` and its bytes can be read; the others are NULL or
 can be written.
 */
int32_t countersign_authenticate(const struct CountersignVerifier *verifier,
                                 const struct CountersignRecord *record,
                                 const struct CountersignAssertion *assertion,
                                 struct CountersignAccepted *accepted,
                                 struct CountersignRefusal **refusal,
                                 struct CountersignText **error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* COUNTERSIGN_H */
