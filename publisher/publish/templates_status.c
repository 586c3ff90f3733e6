/* fallback-publish templates status: what can be sent, and who uses what. */
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "clean.h"
#include "clock.h"
#include "column.h"
#include "commands.h"
#include "stored.h"
#include "target.h"
#include "usage.h"

struct status_of_templates {
    struct command_call *call;
    const char *format;
    bool local;
    struct target target;
    struct usage usage;
    bool store_read;
    size_t nbad;
};

/* "paused: quality" */
static char *
status_words(const struct template *t)
{
    struct text out = {0};

    text_add(&out, template_status_words[t->status.value]);
    if (t->reason.text && *t->reason.text)
        text_addf(&out, ": %s", t->reason.text);
    else if (template_usable(t) && t->quality.given &&
        (t->quality.value == QUALITY_YELLOW || t->quality.value == QUALITY_RED))
        text_addf(
            &out, ", quality %s", template_quality_words[t->quality.value]);
    auto_(heap) char *raw = text_take(&out);
    return clean_line(raw);
}

static const char *
age_words(char out[32], const struct template *t, int64_t now)
{
    const int64_t days = (now - t->fetched_ms) / CLOCK_DAY;

    if (!t->fetched_ms)
        return "-";
    if (days <= 0)
        return "today";
    (void)snprintf(
        out, 32, "%lld day%s ago", (long long)days, days == 1 ? "" : "s");
    return out;
}

enum { CELLS = 5 };

static void
fill_row(char *cells[CELLS], const struct template *t, int64_t now)
{
    char age[32];

    cells[0] = clean_line(t->name.text);
    cells[1] = clean_line(kind_words[t->kind.value]);
    cells[2] = clean_line(t->language.text);
    cells[3] = status_words(t);
    cells[4] = clean_line(age_words(age, t, now));
}

static void
free_row(char *cells[CELLS])
{
    for (size_t i = 0; i < CELLS; i++)
        free(cells[i]);
}

static const char *const titles[CELLS] = {
    "TEMPLATE", "KIND", "LANGUAGE", "STATUS", "LOOKED UP"};

static void
print_cells(const char *const cells[CELLS], const size_t widths[CELLS])
{
    for (size_t i = 0; i < CELLS; i++)
        printf("%s%*s", cells[i], column_gap(cells[i], widths[i]), "");
}

/* "Login OTP, Login OTP (published)": a flow once, however often it uses it. */
static void
print_users(const struct usage *usage, const struct template *t)
{
    const struct use *before = NULL;
    size_t n;
    const struct use *uses = usage_find(usage, t, &n);

    for (size_t i = 0; i < n; i++) {
        const struct use *use = &uses[i];
        auto_(heap) char *title =
            clean_line(*use->title || !use->file ? use->title : use->file);

        if (before && !strcmp(before->title, use->title) &&
            !before->file == !use->file)
            continue;
        printf("%s%s%s", before ? ", " : "", title,
            use->file ? "" : " (published)");
        before = use;
    }
    printf("%s\n", n ? "" : "-");
}

static void
print_table(const struct status_of_templates *s, int64_t now)
{
    const struct catalogue *catalogue = &s->target.workspace->catalogue;
    size_t widths[CELLS];

    for (size_t i = 0; i < CELLS; i++)
        widths[i] = strlen(titles[i]);
    for (size_t i = 0; i < catalogue->n; i++) {
        char *cells[CELLS];

        fill_row(cells, &catalogue->items[i], now);
        for (size_t k = 0; k < CELLS; k++)
            column_widen(&widths[k], cells[k]);
        free_row(cells);
    }
    print_cells(titles, widths);
    printf("USED BY\n");
    for (size_t i = 0; i < catalogue->n; i++) {
        char *cells[CELLS];

        fill_row(cells, &catalogue->items[i], now);
        print_cells((const char *const *)cells, widths);
        print_users(&s->usage, &catalogue->items[i]);
        free_row(cells);
    }
}

/* "flows/login-otp.yaml", or "the published 'Login OTP', revision 3" */
static char *
flow_words(const struct use *use)
{
    struct text out = {0};

    if (use->file)
        text_addf(&out, "%s: '%s'", use->file, use->title);
    else
        text_addf(&out, "published: '%s' (%s, revision %lld)", use->title,
            use->workflow_id, (long long)use->revision);
    auto_(heap) char *raw = text_take(&out);
    return clean_line(raw);
}

static void
print_bad(const struct use *use)
{
    auto_(heap) char *flow = flow_words(use);
    auto_(heap) char *name = clean_line(use->name);
    auto_(heap) char *language = clean_line(use->language);
    auto_(heap) char *words =
        use->template ? status_words(use->template) : NULL;

    printf("%s, channel %zu: template '%s' (%s, %s) is %s\n", flow,
        use->channel, name, kind_words[use->kind], language,
        words ? words : "not in the templates folder");
}

static void
print_all_bad(const struct status_of_templates *s)
{
    bool any = false;

    for (size_t i = 0; i < s->usage.n; i++) {
        const struct use *use = &s->usage.items[i];

        if (use->template && !use_is_bad(use))
            continue;
        if (!any)
            printf("\nused, and not known as approved:\n");
        any = true;
        print_bad(use);
    }
    if (any)
        printf("  hint: pick an approved one in the flow, then push it; or "
               "import again when the platform has approved it\n");
}

static void
print_text(const struct status_of_templates *s, int64_t now)
{
    if (s->target.workspace->catalogue.n)
        print_table(s, now);
    else if (!s->call->common.quiet)
        fprintf(stderr,
            "no templates yet: 'fallback-publish templates import' "
            "brings them\n");
    print_all_bad(s);
}

static json_t *
use_object(const struct use *use)
{
    json_t *object = answer_object();

    answer_text(object, "title", use->title);
    answer_text(object, "workflow_id", use->workflow_id);
    answer_text(object, "file", use->file);
    answer_flag(object, "published", !use->file);
    if (!use->file)
        answer_number(object, "revision", use->revision);
    answer_number(object, "channel", (json_int_t)use->channel);
    return object;
}

static json_t *
template_object(const struct usage *usage, const struct template *t)
{
    json_t *object = answer_object();
    size_t n;
    const struct use *uses = usage_find(usage, t, &n);

    answer_text(object, "name", t->name.text);
    answer_text(object, "kind", kind_words[t->kind.value]);
    answer_text(object, "language", t->language.text);
    answer_text(object, "status", template_status_words[t->status.value]);
    answer_text(object, "reason", t->reason.text);
    answer_text(object, "quality",
        t->quality.given ? template_quality_words[t->quality.value] : NULL);
    answer_text(object, "fetched", t->source_fetched.text);
    answer_text(object, "file", t->file);
    json_t *list = answer_list(object, "used_by");
    for (size_t i = 0; i < n; i++)
        answer_item(list, use_object(&uses[i]));
    return object;
}

static void
print_json(const struct status_of_templates *s)
{
    const struct catalogue *catalogue = &s->target.workspace->catalogue;
    json_t *answer = answer_new();

    answer_text(answer, "store", s->store_read ? s->target.name : NULL);
    json_t *list = answer_list(answer, "templates");
    for (size_t i = 0; i < catalogue->n; i++)
        answer_item(list, template_object(&s->usage, &catalogue->items[i]));
    list = answer_list(answer, "unknown");
    for (size_t i = 0; i < s->usage.n; i++) {
        const struct use *use = &s->usage.items[i];

        if (use->template)
            continue;
        json_t *object = use_object(use);
        answer_text(object, "template", use->name);
        answer_text(object, "kind", kind_words[use->kind]);
        answer_text(object, "language", use->language);
        answer_item(list, object);
    }
    answer_number(answer, "problems", (json_int_t)s->nbad);
    answer_print(answer, stdout);
}

static bool
read_store(struct status_of_templates *s, struct failure *failure)
{
    auto_(store) struct store *store = stored_open(&s->target, failure);

    if (!store && !failure->status && !s->call->common.quiet)
        fprintf(stderr,
            "there is no store %s yet: only the flows of the workspace are "
            "looked at\n",
            s->target.name);
    s->store_read =
        store && usage_of_store(&s->usage, s->target.workspace, store, failure);
    return !failure->status;
}

static enum status
run(struct status_of_templates *s)
{
    struct command_call *call = s->call;
    struct failure failure = {0}, unread = {0};

    if (!target_find(&s->target, &call->common, NEED_WORKSPACE, &failure))
        return commands_fail(call, &s->target.findings, &failure);
    if (!usage_of_workspace(&s->usage, s->target.workspace, &failure))
        return command_fail(call, &failure);
    const bool ok = s->local || read_store(s, &unread);
    usage_ready(&s->usage);
    for (size_t i = 0; i < s->usage.n; i++)
        s->nbad += use_is_bad(&s->usage.items[i]);
    commands_warn(call, &s->target.findings);
    if (text_is(s->format, "json"))
        print_json(s);
    else
        print_text(s, clock_now());
    /* A watch that saw half of it must not look like a good one. */
    if (!ok)
        return command_fail(call, &unread);
    return s->nbad ? STATUS_FINDINGS : STATUS_DONE;
}

enum status
templates_status(struct command_call *call)
{
    struct status_of_templates s = {.call = call};
    const struct option_row rows[] = {
        {"format", 0, OPTION_TEXT, "FORMAT", "text or json", &s.format},
        {"local", 0, OPTION_FLAG, NULL,
            "leave the store out: the workspace's flows alone", &s.local},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status) ||
        !commands_format(call, s.format, &status))
        return status;
    if (call->nwords)
        return command_misused(call, "templates status takes no words");
    status = run(&s);
    usage_done(&s.usage);
    target_done(&s.target);
    return status;
}
