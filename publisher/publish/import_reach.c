/* The flows that an import reaches. */
#include <string.h>

#include "import_parts.h"

struct reach {
    struct import *import;
    const struct flow *flow;
    size_t channel; /* from 1 */
    const struct template *before, *after;
};

static void
add(struct reach *r, const char *text, const char *mend)
{
    struct import *import = r->import;
    struct arena *arena = &import->arena;

    import->flows = arena_grow(
        arena, import->flows, import->nflows, sizeof(*import->flows));
    import->flows[import->nflows++] = (struct import_flow){
        .file = arena_strdup(arena, r->flow->file),
        .title =
            arena_strdup(arena, r->flow->title.text ? r->flow->title.text : ""),
        .channel = r->channel,
        .text = arena_printf(arena, "template '%s' (%s, %s) %s",
            r->after->name.text, kind_words[r->after->kind.value],
            r->after->language.text, text),
        .mend = mend,
    };
}

static void
list_params(struct text *out, const struct template *has,
    const struct template *lacks, const char *word)
{
    size_t n = 0;

    for (size_t i = 0; i < has->nparams; i++) {
        const char *key = has->params[i].key;

        if (!template_param(lacks, key))
            text_addf(out, "%s%s", n++ || out->len ? ", " : "", key);
    }
    if (n)
        text_addf(out, " %s", word);
}

/* True when the parameters are other ones. */
static bool
say_params(struct reach *r)
{
    auto_(text) struct text out = {0}, words = {0};

    list_params(&out, r->after, r->before, "new");
    list_params(&out, r->before, r->after, "gone");
    if (!out.len)
        return false;
    text_addf(&words, "has other parameters: %s", out.bytes);
    add(r, words.bytes,
        "fill them in; 'fallback-publish check' tells where, then push");
    return true;
}

static void
say_status(struct reach *r)
{
    const char *reason = r->after->reason.text;
    auto_(text) struct text words = {0};

    text_addf(&words, "is %s%s%s",
        template_status_words[r->after->status.value], reason ? ": " : "",
        reason ? reason : "");
    add(r, words.bytes,
        "pick an approved one; 'fallback-publish templates status' lists "
        "them");
}

static void
look_at(struct reach *r)
{
    if (!r->before || !r->after)
        return;
    if (!template_usable(r->after) && template_usable(r->before))
        say_status(r);
    if (!say_params(r) && template_usable(r->after) &&
        strcmp(r->before->body.text, r->after->body.text) != 0)
        add(r, "has another text", "push the flow again");
}

static void
look_at_flow(struct import *import, const struct flow *flow)
{
    for (size_t i = 0; i < flow->nchannels; i++) {
        const struct flow_channel *own = &flow->channels[i];
        const struct workspace_channel *channel = own->channel.text
            ? workspace_channel(import->workspace, own->channel.text)
            : NULL;
        struct reach r = {import, flow, i + 1, NULL, NULL};

        if (!channel || !own->template_name.text || !own->language.text)
            continue;
        r.before = catalogue_find(&import->workspace->catalogue,
            (enum kind)channel->kind.value, own->template_name.text,
            own->language.text);
        r.after = catalogue_find(&import->after, (enum kind)channel->kind.value,
            own->template_name.text, own->language.text);
        look_at(&r);
    }
}

bool
import_reach(struct import *import, struct failure *failure)
{
    const char **paths;
    size_t n;

    if (!workspace_flow_files(
            import->workspace, &import->arena, &paths, &n, failure))
        return false;
    for (size_t i = 0; i < n; i++) {
        auto_(findings) struct findings ignored = {0}; /* `check` tells them */
        struct failure unread = {0};
        auto_(flow) struct flow *flow =
            workspace_flow(import->workspace, paths[i], &ignored, &unread);

        if (flow)
            look_at_flow(import, flow);
    }
    return true;
}
