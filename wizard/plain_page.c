/* The questions of a page, one by one. */
#include "plain_walk.h"

#include <string.h>

#include "blame.h"

#define PATIENCE 3 /* wrong answers in a row before help is offered */

static enum question_group
group_of(enum step step)
{
    static const enum question_group groups[STEP_COUNT] = {
        [STEP_BASICS] = QUESTION_BASICS,
        [STEP_CHANNEL] = QUESTION_CHANNEL,
        [STEP_PARAMS] = QUESTION_PARAMS,
        [STEP_DELAY] = QUESTION_DELAY,
        [STEP_LIMITS] = QUESTION_LIMITS,
    };

    return groups[step];
}

static void
add_questions(const struct plain *plain, struct questions *questions)
{
    questions_add(
        questions, &plain->draft, group_of(plain->at.step), plain->at.channel);
}

void
plain_seek(struct plain *plain, const char *path)
{
    auto_(questions) struct questions questions = {0};

    add_questions(plain, &questions);
    for (size_t i = 0; i < questions.n; i++)
        if (blame_inside(path, questions.items[i].path)) {
            plain->question = i;
            plain->extras = questions.items[i].extra;
        }
}

/* The last one that is usually asked. */
static size_t
last_usual(const struct questions *questions)
{
    size_t at = 0;

    for (size_t i = 0; i < questions->n; i++)
        if (!questions->items[i].extra)
            at = i;
    return at;
}

static void
leave_page(struct plain *plain)
{
    if (plain->at.step == STEP_PARAMS)
        plain_say_message(plain, plain->at.channel);
    plain_go(plain, walk_next(&plain->draft, plain->at), false);
}

/* Whether what is seldom wanted is asked at all. */
static void
ask_for_extras(struct plain *plain, const struct questions *questions)
{
    auto_(text) struct text labels = {0};

    for (size_t i = plain->question; i < questions->n; i++)
        text_addf(&labels, i > plain->question ? ", %s" : "%s",
            questions->items[i].label);
    const enum reply reply = prompt_ask(&plain->prompt,
        "More, all optional: %s. Asked for? yes or no, default no",
        text_str(&labels));
    if (plain_common(
            plain, reply, "What is seldom wanted, each with a default"))
        return;
    const int yes = prompt_yes(plain->prompt.line, false);
    plain->extras = yes == 1;
    if (yes < 0)
        prompt_say(&plain->prompt, "Error: yes or no is asked for.");
    else if (!yes)
        leave_page(plain);
}

static void
say_options(const struct question *question, struct text *out)
{
    size_t n = 0, others = 0;

    for (size_t i = 0; i < question->noptions; i++) {
        if (question->options[i].reason)
            continue;
        n++;
        text_addf(out, n > 1 ? ", %zu %s" : ": %zu %s", n,
            question->options[i].label);
    }
    text_add_char(out, '.');
    for (size_t i = 0; i < question->noptions; i++)
        if (question->options[i].reason)
            text_addf(out, others++ ? ", %s, %s" : " Not to be chosen: %s, %s",
                question->options[i].label, question->options[i].reason);
    text_add(out, others ? ". Number or name" : " Number or name");
}

static const char *
label_of(const struct question *question, const char *value)
{
    for (size_t i = 0; i < question->noptions; i++)
        if (!strcmp(question->options[i].value, value))
            return question->options[i].label;
    return value;
}

/* "Title (3 to 80 characters), now "Login": "; the rule once. */
static enum reply
ask(struct plain *plain, const struct question *question, const char *value)
{
    auto_(text) struct text words = {0};
    const bool choice = question->kind == QUESTION_CHOICE;

    text_add(&words, question->label);
    if (!choice && !plain->wrong)
        text_addf(&words, " (%s)", question->help);
    if (choice)
        say_options(question, &words);
    if (choice && (*value || !question->required))
        text_addf(&words, ", default %s", label_of(question, value));
    else if (*value)
        text_addf(&words, ", now \"%s\"", value);
    else if (!question->required)
        text_add(&words, ", may be empty");
    return prompt_ask(&plain->prompt, "%s", words.bytes);
}

static void
refuse(struct plain *plain, const char *words)
{
    prompt_say(&plain->prompt, "Error: %s.", words);
    if (++plain->wrong % PATIENCE == 0)
        prompt_say(&plain->prompt, "Type ? for help or < to go back.");
}

static void
go_on(struct plain *plain)
{
    plain->wrong = 0;
    plain->question++;
}

/* What the checks say to the answer; an error asks again. */
static void
judge(struct plain *plain, const char *path)
{
    plain_commit(plain);
    const struct finding *finding = blame_field(&plain->findings, path);

    if (!finding || finding->severity == SEVERITY_NOTE) {
        go_on(plain);
        return;
    }
    if (finding->severity == SEVERITY_WARNING) {
        prompt_say(&plain->prompt, "Warning: %s.", finding->text);
        go_on(plain);
        return;
    }
    refuse(plain, finding->text);
    if (finding->hint)
        prompt_say(&plain->prompt, "Hint: %s.", finding->hint);
}

static void
take_answer(struct plain *plain, struct questions *questions,
    const struct question *question, const char *value)
{
    const char *answer = plain->prompt.line;
    auto_(text) struct text words = {0};

    if (!*answer || !strcmp(answer, ".")) {
        if (*value || !question->required) {
            go_on(plain);
            return;
        }
        text_addf(&words, "%s is missing", question->label);
        refuse(plain, words.bytes);
        return;
    }
    if (!strcmp(answer, "-"))
        answer = "";
    else if (question->kind == QUESTION_CHOICE) {
        const struct question_option *option = prompt_option(question, answer);

        if (!option || option->reason) {
            text_addf(&words, "%s: '%s' cannot be chosen; %s", question->label,
                answer,
                option ? option->reason
                       : question_allowed(questions, question));
            refuse(plain, words.bytes);
            return;
        }
        answer = option->value;
    }
    (void)draft_answer(&plain->draft, question->path, answer);
    judge(plain, question->path);
}

/* What has only one answer is not asked: it was filled in. */
static bool
is_settled(const struct question *question, const char *value)
{
    return question->kind == QUESTION_CHOICE && question->required &&
        question->noptions == 1 && !question->options[0].reason &&
        !strcmp(question->options[0].value, value);
}

static void
ask_question(struct plain *plain, struct questions *questions)
{
    const struct question *question = &questions->items[plain->question];
    const char *now = draft_get(&plain->draft, question->path);
    auto_(heap) char *value = strdup(now ? now : "");
    const bool back = plain->back;

    if (is_settled(question, value)) {
        if (back)
            (void)plain_common(plain, REPLY_BACK, NULL);
        else {
            prompt_say(&plain->prompt, "%s: only %s, taken.", question->label,
                question->options[0].label);
            plain->question++;
        }
        return;
    }
    plain->back = false;
    if (!plain_common(plain, ask(plain, question, value), question->help))
        take_answer(plain, questions, question, value);
}

void
plain_page(struct plain *plain)
{
    auto_(questions) struct questions questions = {0};

    if (plain->at.step > STEP_CHANNEL && plain->at.step <= STEP_DELAY &&
        plain->at.channel >= plain->draft.flow->nchannels) {
        plain_go(plain, (struct stop){STEP_CHAIN, 0}, false); /* undone */
        return;
    }
    if (plain->at.step == STEP_TEMPLATE) {
        plain_template(plain);
        return;
    }
    add_questions(plain, &questions);
    if (plain->question == PLAIN_LAST)
        plain->question = last_usual(&questions);
    if (plain->question < questions.n &&
        questions.items[plain->question].extra && !plain->extras)
        ask_for_extras(plain, &questions);
    else if (plain->question < questions.n)
        ask_question(plain, &questions);
    else if (plain->back && !questions.n)
        (void)plain_common(plain, REPLY_BACK, NULL);
    else
        leave_page(plain);
}
