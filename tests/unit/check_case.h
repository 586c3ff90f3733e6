/*
 * How checks are tested: one workspace and one flow in which nothing is wrong,
 * and tables of small edits with what each of them makes the reader and the
 * checks say: code, path and place, in the order of the file.
 */
#pragma once

#include "test.h"

#include "check.h"

#define FIRST_CHANNEL                   \
    "- channel: whatsapp\n"             \
    "  from: \"+390212345678\"\n"       \
    "  template: login_otp\n"           \
    "  language: en\n"                  \
    "  params: {\"1\": \"{{code}}\"}\n" \
    "  delay: 60s\n"
#define SECOND_CHANNEL                              \
    "- channel: sms\n"                              \
    "  from: ACME\n"                                \
    "  template: otp_sms\n"                         \
    "  language: en\n"                              \
    "  params: {code: \"{{code}}\", brand: Acme}\n" \
    "  delay: 120s\n"

extern const char flow_yaml[], workspace_yaml[];

enum source {
    NOWHERE,
    FLOW,
    WORKSPACE,
    TEMPLATES,
    METAS,
    GATEWAYS,
    RECALLERS,
    SOURCES
};

struct edit {
    enum source in;
    const char *from, *to;
};

struct row {
    const char *name;
    struct edit edits[4];
    const char *expected; /* "code path line:column\n" for each finding */
    enum check_profile profile;
};

/* One test for each row, under the row's name. */
void rows_to_tests(const struct row *rows, size_t n, struct CMUnitTest *tests);

/* The workspace of a row; the caller frees it. */
struct workspace *row_workspace(
    const struct row *row, struct findings *findings);

/* Reads and checks what the edits of a row leave; sorts what was found. */
void row_check(const struct row *row, struct findings *findings);

/* "code path line:column\n" for each finding. The caller frees it. */
char *findings_outline(const struct findings *findings);
