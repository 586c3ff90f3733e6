/* diff and diff3 as children. */
#include "textdiff.h"

#include <string.h>

#include "clean.h"
#include "program.h"

#define PACKAGE "diffutils"
#define TROUBLE 2 /* both programs end so when they could not do it */
#define WORDS_MAX 200

/* Told by the first line of what the program said of it. */
static bool
say_trouble(const char *program, const struct program_answer *answer,
    struct failure *failure)
{
    const char *said = text_str(&answer->errors);
    auto_(text) struct text line = {0};

    text_add_bytes(&line, said, strcspn(said, "\n"));
    auto_(heap) char *words = clean_line(text_str(&line));
    return failure_set(failure, STATUS_DISK,
        "'%s' could not compare the texts%s%.*s", program, *words ? ": " : "",
        WORDS_MAX, words);
}

/* False after a failure; else *differ tells whether it found something. */
static bool
run(const struct program_call *call, struct text *out, bool *differ,
    struct failure *failure)
{
    auto_(program_answer) struct program_answer answer = {0};

    if (!program_ask(call, &answer, failure))
        return false;
    if (answer.status < 0 || answer.status >= TROUBLE)
        return say_trouble(call->argv[0], &answer, failure);
    *differ = answer.status == 1;
    text_add_bytes(out, text_str(&answer.output), answer.output.len);
    return true;
}

bool
textdiff_unified(const char *before, const char *before_name, const char *after,
    const char *after_name, struct text *out, struct failure *failure)
{
    const char *const argv[] = {"diff", "--text", "-u", "--label", before_name,
        "--label", after_name, "/dev/fd/10", "/dev/fd/11", NULL};
    const struct program_call call = {argv, PACKAGE, {before, after}};
    bool differ;

    return run(&call, out, &differ, failure);
}

bool
textdiff_merge(const struct textdiff_side *mine,
    const struct textdiff_side *base, const struct textdiff_side *theirs,
    struct text *out, bool *clashes, struct failure *failure)
{
    const char *const argv[] = {"diff3", "--text", "--merge", "-L", mine->name,
        "-L", base->name, "-L", theirs->name, "/dev/fd/10", "/dev/fd/11",
        "/dev/fd/12", NULL};
    const struct program_call call = {
        argv, PACKAGE, {mine->text, base->text, theirs->text}};

    return run(&call, out, clashes, failure);
}
