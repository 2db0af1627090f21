/* A registration of the W3C's test vectors, accepted, and refused with another challenge:
 * `verify registration.json`. */

#include <countersign.h>
#include <stdio.h>
#include <string.h>

static CountersignBytes bytes(const char *text) {
  return (CountersignBytes){(const uint8_t *)text, strlen(text)};
}

static void print(const char *verdict, CountersignText *text) {
  CountersignBytes json = countersign_text_bytes(text);
  printf("%s: %.*s\n", verdict, (int)json.length, (const char *)json.data);
  countersign_text_free(text);
}

static int verify(CountersignVerifier *rp, const char *call, CountersignBytes response) {
  CountersignText *text = NULL;
  int32_t status = countersign_verify_registration(rp, bytes(call), response, &text);
  print(status == COUNTERSIGN_OK ? "accepted" : status == COUNTERSIGN_REJECTED ? "refused" : "error", text);
  return status;
}

int main(int count, char **arguments) {
  static char read[65536];
  FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (file == NULL) {
    fprintf(stderr, "usage: verify registration.json\n");
    return 2;
  }
  CountersignBytes response = {(const uint8_t *)read, fread(read, 1, sizeof read, file)};
  fclose(file);

  CountersignVerifier *rp = NULL;
  CountersignText *error = NULL;
  const char *configuration = "{\"rp\":{\"id\":\"example.org\",\"origins\":[\"https://example.org\"]}}";
  if (countersign_verifier_new(bytes(configuration), &rp, &error) != COUNTERSIGN_OK) {
    print("error", error);
    return 2;
  }
  int accepted = verify(rp, "{\"request\":{\"challenge\":\"AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA\"}}", response);
  int refused = verify(rp, "{\"request\":{\"challenge\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}}", response);
  countersign_verifier_free(rp);
  return accepted == COUNTERSIGN_OK && refused == COUNTERSIGN_REJECTED ? 0 : 1;
}
