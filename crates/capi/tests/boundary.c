/* Both ceremonies, bad arguments to every function, and eight threads. tests/c_programs.rs writes
 * responses.h, compiles this and runs it, plainly and under AddressSanitizer. */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "countersign.h"
#include "responses.h"

#define OF(array) ((CountersignBytes){array, sizeof array})
#define CHECK(holds)                                                      \
  do {                                                                    \
    if (!(holds)) {                                                       \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #holds); \
      exit(1);                                                            \
    }                                                                     \
  } while (0)

static const CountersignBytes NONE = {NULL, 0};
static CountersignVerifier *verifier;
static CountersignRecord *record;

static int is(CountersignBytes bytes, const char *text) {
  return bytes.length == strlen(text) && memcmp(bytes.data, text, bytes.length) == 0;
}

static int has(CountersignText *text, const char *part) {
  CountersignBytes bytes = countersign_text_bytes(text);
  size_t length = strlen(part);
  for (size_t at = 0; at + length <= bytes.length; at++)
    if (memcmp(bytes.data + at, part, length) == 0) return 1;
  return 0;
}

static void ceremonies(void) {
  CountersignText *text = NULL;
  CHECK(countersign_begin_registration(verifier, OF(user), &text) == COUNTERSIGN_OK);
  CHECK(has(text, "\"options\""));
  countersign_text_free(text);
  CHECK(countersign_finish_registration(verifier, OF(registration_call), OF(registration), &text) == COUNTERSIGN_OK);
  CHECK(has(text, "\"verdict\":\"accept\"") && has(text, "\"steps\":["));
  countersign_text_free(text);
  CHECK(countersign_begin_authentication(verifier, (CountersignBytes){(const uint8_t *)"{}", 2}, &text) == COUNTERSIGN_OK);
  countersign_text_free(text);
  CHECK(countersign_finish_authentication(verifier, OF(authentication_call), OF(authentication), &text) == COUNTERSIGN_OK);
  CHECK(has(text, "\"verdict\":\"accept\""));
  countersign_text_free(text);
  CHECK(countersign_finish_authentication(verifier, OF(authentication_call), OF(registration), &text) == COUNTERSIGN_REJECTED);
  CHECK(has(text, "\"step\":") && has(text, "\"section\":") && has(text, "\"reason\":") && has(text, "\"message\":"));
  countersign_text_free(text);
}

static CountersignAssertion assertion(void) {
  return (CountersignAssertion){
      .challenge = OF(challenge),
      .account = OF(user_handle),
      .credential_id = OF(credential_id),
      .client_data_json = OF(client_data_json),
      .authenticator_data = OF(authenticator_data),
      .signature = OF(signature),
      .user_handle = OF(user_handle),
  };
}

static void from_bytes(void) {
  CountersignAssertion given = assertion();
  CountersignAccepted accepted;
  CountersignRefusal *refusal = NULL;
  CountersignText *error = NULL;
  CHECK(countersign_authenticate(verifier, record, &given, &accepted, &refusal, &error) == COUNTERSIGN_OK);
  CHECK(refusal == NULL && error == NULL && accepted.user_present == 1);
  uint8_t other[sizeof challenge];
  memcpy(other, challenge, sizeof challenge);
  other[0] ^= 1;
  given.challenge = OF(other);
  CHECK(countersign_authenticate(verifier, record, &given, &accepted, &refusal, &error) == COUNTERSIGN_REJECTED);
  CHECK(is(countersign_refusal_step(refusal), "AuthenticationChallenge"));
  CHECK(is(countersign_refusal_reason(refusal), "Mismatch"));
  CHECK(countersign_refusal_section(refusal).length && countersign_refusal_message(refusal).length);
  CHECK(countersign_refusal_title(refusal).length && countersign_refusal_link(refusal).length);
  CHECK(accepted.user_present == 0);
  countersign_refusal_free(refusal);
  given.challenge = (CountersignBytes){other, 3};
  CHECK(countersign_authenticate(verifier, record, &given, NULL, NULL, &error) == COUNTERSIGN_ERROR);
  CHECK(has(error, "challenge"));
  countersign_text_free(error);
}

typedef int32_t Begin(const CountersignVerifier *, CountersignBytes, CountersignText **);
typedef int32_t Verify(const CountersignVerifier *, CountersignBytes, CountersignBytes, CountersignText **);

/* RES-010: NULL, short, too long and no UTF-8, to every function. */
static void bad_arguments(void) {
  static const uint8_t not_utf8[] = {'{', 0xff, 0xc0, '}'};
  const CountersignBytes no_data = {NULL, 1}, huge = {not_utf8, SIZE_MAX};
  const CountersignBytes bad[] = {no_data, huge};
  const CountersignBytes wrong[] = {NONE, {not_utf8, 0}, {not_utf8, 1}, OF(not_utf8)};
  Begin *const begins[] = {countersign_begin_registration, countersign_begin_authentication};
  Verify *const verifies[] = {countersign_finish_registration, countersign_finish_authentication,
                              countersign_verify_registration, countersign_verify_authentication};
  CountersignText *text;
  CountersignVerifier *made;
  CountersignRecord *read;
  for (size_t i = 0; i < 4; i++) {
    CHECK(countersign_verifier_new(wrong[i], &made, &text) == COUNTERSIGN_ERROR && made == NULL);
    countersign_text_free(text);
    CHECK(countersign_verifier_new(wrong[i], &made, NULL) == COUNTERSIGN_ERROR);
    CHECK(countersign_record_new(verifier, wrong[i], &read, &text) == COUNTERSIGN_ERROR && read == NULL);
    countersign_text_free(text);
    for (size_t b = 0; b < 2; b++) {
      CHECK(begins[b](verifier, wrong[i], &text) == COUNTERSIGN_ERROR);
      countersign_text_free(text);
    }
    for (size_t v = 0; v < 4; v++) {
      CHECK(verifies[v](verifier, wrong[i], OF(registration), &text) == COUNTERSIGN_ERROR);
      countersign_text_free(text);
    }
    CHECK(countersign_finish_registration(verifier, OF(registration_call), wrong[i], &text) == COUNTERSIGN_REJECTED);
    CHECK(has(text, "\"step\":\"RegistrationResponse\""));
    countersign_text_free(text);
  }
  for (size_t i = 0; i < 2; i++) {
    CHECK(countersign_verifier_new(bad[i], &made, &text) == COUNTERSIGN_ARGUMENT && made == NULL && text == NULL);
    CHECK(countersign_record_new(verifier, bad[i], &read, &text) == COUNTERSIGN_ARGUMENT && read == NULL);
    for (size_t b = 0; b < 2; b++) CHECK(begins[b](verifier, bad[i], &text) == COUNTERSIGN_ARGUMENT && text == NULL);
    for (size_t v = 0; v < 4; v++) {
      CHECK(verifies[v](verifier, bad[i], OF(registration), &text) == COUNTERSIGN_ARGUMENT);
      CHECK(verifies[v](verifier, OF(registration_call), bad[i], &text) == COUNTERSIGN_ARGUMENT && text == NULL);
    }
    for (size_t member = 0; member < 7; member++) {
      CountersignAssertion given = assertion();
      ((CountersignBytes *)&given)[member] = bad[i];
      CHECK(countersign_authenticate(verifier, record, &given, NULL, NULL, NULL) == COUNTERSIGN_ARGUMENT);
    }
  }
  for (size_t member = 0; member < 6; member++) {
    CountersignAssertion given = assertion();
    ((CountersignBytes *)&given)[member] = NONE;
    CHECK(countersign_authenticate(verifier, record, &given, NULL, NULL, NULL) != COUNTERSIGN_OK);
    ((CountersignBytes *)&given)[member] = OF(not_utf8);
    CHECK(countersign_authenticate(verifier, record, &given, NULL, NULL, NULL) != COUNTERSIGN_OK);
  }
  CountersignAssertion given = assertion();
  CHECK(countersign_verifier_new(OF(configuration), NULL, NULL) == COUNTERSIGN_ARGUMENT);
  CHECK(countersign_record_new(NULL, OF(stored), &read, NULL) == COUNTERSIGN_ARGUMENT);
  CHECK(countersign_record_new(verifier, OF(stored), NULL, NULL) == COUNTERSIGN_ARGUMENT);
  for (size_t b = 0; b < 2; b++) {
    CHECK(begins[b](NULL, OF(user), &text) == COUNTERSIGN_ARGUMENT);
    CHECK(begins[b](verifier, OF(user), NULL) == COUNTERSIGN_ARGUMENT);
  }
  for (size_t v = 0; v < 4; v++) {
    CHECK(verifies[v](NULL, NONE, NONE, &text) == COUNTERSIGN_ARGUMENT);
    CHECK(verifies[v](verifier, NONE, NONE, NULL) == COUNTERSIGN_ARGUMENT);
  }
  CHECK(countersign_authenticate(NULL, record, &given, NULL, NULL, NULL) == COUNTERSIGN_ARGUMENT);
  CHECK(countersign_authenticate(verifier, NULL, &given, NULL, NULL, NULL) == COUNTERSIGN_ARGUMENT);
  CHECK(countersign_authenticate(verifier, record, NULL, NULL, NULL, NULL) == COUNTERSIGN_ARGUMENT);
  CHECK(countersign_text_bytes(NULL).data == NULL && countersign_refusal_step(NULL).data == NULL);
  CHECK(countersign_refusal_section(NULL).length == 0 && countersign_refusal_reason(NULL).length == 0);
  CHECK(countersign_refusal_title(NULL).length == 0 && countersign_refusal_link(NULL).length == 0);
  CHECK(countersign_refusal_message(NULL).length == 0);
  countersign_text_free(NULL);
  countersign_refusal_free(NULL);
  countersign_record_free(NULL);
  countersign_verifier_free(NULL);
}

/* RES-011: a verifier and a record from eight threads at once; every fourth call is refused. */
static void *calls(void *count) {
  CountersignAssertion good = assertion(), bad = assertion();
  bad.signature.length -= 1;
  for (long i = 0; i < *(long *)count; i++) {
    CountersignRefusal *refusal = NULL;
    int32_t status = countersign_authenticate(verifier, record, i % 4 ? &good : &bad, NULL, &refusal, NULL);
    CHECK(status == (i % 4 ? COUNTERSIGN_OK : COUNTERSIGN_REJECTED));
    if (refusal) CHECK(is(countersign_refusal_step(refusal), "AuthenticationSignature"));
    countersign_refusal_free(refusal);
  }
  return NULL;
}

int main(int arguments, char **argument) {
  CHECK(countersign_abi_version() == 1);
  CHECK(countersign_verifier_new(OF(configuration), &verifier, NULL) == COUNTERSIGN_OK);
  CHECK(countersign_record_new(verifier, OF(stored), &record, NULL) == COUNTERSIGN_OK);
  ceremonies();
  from_bytes();
  bad_arguments();
  long count = arguments > 1 ? atol(argument[1]) / 8 : 10;
  pthread_t threads[8];
  for (int i = 0; i < 8; i++) CHECK(pthread_create(&threads[i], NULL, calls, &count) == 0);
  for (int i = 0; i < 8; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  countersign_record_free(record);
  countersign_verifier_free(verifier);
  printf("all as it should be: %ld calls from 8 threads\n", 8 * count);
  return 0;
}
