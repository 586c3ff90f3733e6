/* Checks that what a channel of a flow names is there: the channel itself, its
 * sender, its template. */
#include "checking.h"

#include "sender.h"

static void
check_channel(struct checking *c, const struct position *p)
{
    const struct workspace *workspace = c->workspace;
    const struct value_text *name = &p->own->channel;
    const char **names;

    if (!name->text) {
        checking_add(c, "channel-missing", p->own->at,
            position_path(c, p, "channel"),
            "name one of the channels of fallback.yaml",
            "this position names no channel");
        return;
    }
    if (workspace_channel(workspace, name->text))
        return;
    names = arena_alloc(&c->arena, (workspace->nchannels + 1) * sizeof(*names));
    for (size_t i = 0; i < workspace->nchannels; i++)
        names[i] = workspace->channels[i].name.text;
    checking_add(c, "unknown-channel", name->at, position_path(c, p, "channel"),
        checking_known(c, name->text, names, workspace->nchannels,
            "add it to the channels of fallback.yaml"),
        "fallback.yaml has no channel '%s'", name->text);
}

static bool
lists_sender(const struct value_list *senders, const char *sender)
{
    for (size_t i = 0; i < senders->n; i++)
        if (text_is(senders->items[i].text, sender))
            return true;
    return false;
}

static void
sender_not_listed(struct checking *c, const struct position *p)
{
    const struct value_list *senders = &p->channel->senders;
    const char **names =
        arena_alloc(&c->arena, (senders->n + 1) * sizeof(*names));

    for (size_t i = 0; i < senders->n; i++)
        names[i] = senders->items[i].text;
    checking_add(c, "sender-not-of-channel", p->own->from.at,
        position_path(c, p, "from"),
        checking_known(c, p->own->from.text, names, senders->n,
            "add it to the channel's senders in fallback.yaml"),
        "'%s' is not a sender of channel '%s'", p->own->from.text,
        p->channel->name.text);
}

/* A sender that the channel lists is judged there, in fallback.yaml. */
static void
check_sender(struct checking *c, const struct position *p)
{
    const struct value_text *from = &p->own->from;

    if (!from->text) {
        checking_add(c, "sender-missing", p->own->at,
            position_path(c, p, "from"), "name one of the channel's senders",
            "the sender is missing");
        return;
    }
    if (!p->channel || lists_sender(&p->channel->senders, from->text))
        return;
    const char *fault = sender_fault(kind_words[p->kind], from->text);
    if (fault)
        checking_add(c, "sender-malformed", from->at,
            position_path(c, p, "from"), checking_sender_hint(p->kind),
            "the sender '%s' %s", from->text, fault);
    else
        sender_not_listed(c, p);
}

/* The kind under which the name is known, if not under the wanted one. */
static bool
is_of_other_kind(
    const struct checking *c, const struct position *p, enum kind *other)
{
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        size_t n;

        *other = (enum kind)kind;
        if (*other != p->kind &&
            catalogue_named(&c->workspace->catalogue, *other,
                p->own->template_name.text, &n))
            return true;
    }
    return false;
}

static void
no_such_template(struct checking *c, const struct position *p)
{
    const struct catalogue *catalogue = &c->workspace->catalogue;
    const struct value_text *name = &p->own->template_name;
    const char **names =
        arena_alloc(&c->arena, (catalogue->n + 1) * sizeof(*names));
    enum kind other;
    size_t n = 0;

    for (size_t i = 0; i < catalogue->n; i++) {
        const struct template *t = &catalogue->items[i];

        if (t->kind.value == (int)p->kind &&
            (!n || !text_is(names[n - 1], t->name.text)))
            names[n++] = t->name.text; /* languages stand side by side */
    }
    const char *help = checking_known(c, name->text, names, n,
        "the workspace's templates are the files of its templates folder");
    if (is_of_other_kind(c, p, &other))
        checking_add(c, "template-wrong-kind", name->at,
            position_path(c, p, "template"), help,
            "template '%s' is for %s, and channel '%s' is %s", name->text,
            kind_titles[other], p->channel->name.text, kind_titles[p->kind]);
    else
        checking_add(c, "template-missing", name->at,
            position_path(c, p, "template"), help,
            "there is no %s template '%s'", kind_titles[p->kind], name->text);
}

static void
no_such_language(struct checking *c, const struct position *p,
    const struct template *templates, size_t n)
{
    const struct value_text *name = &p->own->template_name;
    const struct value_text *language = &p->own->language;
    const char **languages = arena_alloc(&c->arena, n * sizeof(*languages));
    const char *path = position_path(c, p, "language");

    for (size_t i = 0; i < n; i++)
        languages[i] = templates[i].language.text;
    const char *known = checking_known(c, "", languages, n,
        "the files of the templates folder say which it has");
    if (!language->text)
        checking_add(c, "language-missing", p->own->at, path, known,
            "the language of template '%s' is missing", name->text);
    else
        checking_add(c, "template-wrong-language", language->at, path, known,
            "template '%s' does not exist in language '%s'", name->text,
            language->text);
}

static void
check_template(struct checking *c, const struct position *p)
{
    const struct template *templates;
    size_t n;

    if (!p->own->template_name.text) {
        checking_add(c, "template-missing", p->own->at,
            position_path(c, p, "template"),
            "name an approved template of the channel's kind",
            "the template is missing");
        return;
    }
    if (!p->channel || p->template)
        return;
    templates = catalogue_named(
        &c->workspace->catalogue, p->kind, p->own->template_name.text, &n);
    if (templates)
        no_such_language(c, p, templates, n);
    else
        no_such_template(c, p);
}

position_check_fn *const name_checks[] = {
    check_channel,
    check_sender,
    check_template,
    NULL,
};
