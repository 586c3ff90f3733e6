/* Lines out, lines in. */
#include "prompt.h"

#include <stdarg.h>
#include <string.h>

#include "clean.h"

const char prompt_keys[] =
    "At any question: ? explains, < goes back, ! lists the answers so far, "
    "Enter or . keeps what is there, - empties it, undo and redo change it "
    "back and again, quit leaves and keeps the draft.";

static void
say(struct prompt *prompt, const char *format, va_list args)
{
    auto_(heap) char *words = text_format(format, args);
    auto_(heap) char *clean = clean_line(words);

    (void)fputs(clean, prompt->out);
}

void
prompt_say(struct prompt *prompt, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(prompt, format, args);
    va_end(args);
    (void)fputc('\n', prompt->out);
}

static enum reply
meaning(const char *line)
{
    static const struct {
        const char *word;
        enum reply reply;
    } words[] = {
        {"?", REPLY_HELP},
        {"<", REPLY_BACK},
        {"!", REPLY_LIST},
        {"undo", REPLY_UNDO},
        {"redo", REPLY_REDO},
        {"quit", REPLY_QUIT},
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (!strcmp(line, words[i].word))
            return words[i].reply;
    return REPLY_TEXT;
}

/* Without the line's end and the spaces around it. */
static void
trim(char *line)
{
    size_t len = strlen(line);
    const size_t skip = strspn(line, " \t");

    while (len > skip && strchr(" \t\r\n", line[len - 1]))
        len--;
    line[len] = '\0';
    memmove(line, line + skip, len - skip + 1);
}

enum reply
prompt_ask(struct prompt *prompt, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(prompt, format, args);
    va_end(args);
    (void)fputs(": ", prompt->out);
    (void)fflush(prompt->out);
    if (getline(&prompt->line, &prompt->room, prompt->in) < 0) {
        (void)fputc('\n', prompt->out);
        return REPLY_END;
    }
    trim(prompt->line);
    if (prompt->echo)
        prompt_say(prompt, "%s", prompt->line);
    return meaning(prompt->line);
}

static const struct question_option *
by_number(const struct question *question, const char *answer)
{
    char *rest;
    const unsigned long number = strtoul(answer, &rest, 10);
    size_t n = 0;

    if (rest == answer || *rest)
        return NULL;
    for (size_t i = 0; i < question->noptions; i++)
        if (!question->options[i].reason && ++n == number)
            return &question->options[i];
    return NULL;
}

const struct question_option *
prompt_option(const struct question *question, const char *answer)
{
    const struct question_option *found = NULL;
    size_t n = 0;

    for (size_t i = 0; i < question->noptions; i++)
        if (!strcasecmp(question->options[i].label, answer) ||
            !strcasecmp(question->options[i].value, answer))
            return &question->options[i];
    if (by_number(question, answer))
        return by_number(question, answer);
    for (size_t i = 0; i < question->noptions; i++)
        if (!strncasecmp(question->options[i].label, answer, strlen(answer))) {
            found = &question->options[i];
            n++;
        }
    return n == 1 ? found : NULL;
}

int
prompt_yes(const char *answer, bool usual)
{
    if (!*answer || !strcmp(answer, "."))
        return usual;
    if (!strncasecmp("yes", answer, strlen(answer)))
        return true;
    if (!strncasecmp("no", answer, strlen(answer)))
        return false;
    return -1;
}

void
prompt_done(struct prompt *prompt)
{
    free(prompt->line);
    prompt->line = NULL;
}
