/* The templates of a flow. */
#include "bundle.h"

static int
compare(const void *left, const void *right)
{
    const struct template *const *a = left, *const *b = right;

    return (*a > *b) - (*a < *b); /* both are items of one catalogue */
}

size_t
bundle_templates(const struct workspace *workspace, const struct flow *flow,
    const struct template *used[FLOW_CHANNELS_MAX])
{
    size_t n = 0, kept = 0;

    for (size_t i = 0; i < flow->nchannels; i++) {
        const struct flow_channel *own = &flow->channels[i];
        const struct workspace_channel *channel =
            workspace_channel(workspace, own->channel.text);
        const struct template *template = !channel
            ? NULL
            : catalogue_find(&workspace->catalogue,
                  (enum kind)channel->kind.value, own->template_name.text,
                  own->language.text);

        if (template)
            used[n++] = template;
    }
    qsort(used, n, sizeof(*used), compare);
    for (size_t i = 0; i < n; i++)
        if (!i || used[i] != used[i - 1])
            used[kept++] = used[i];
    return kept;
}

void
bundle_write(const struct workspace *workspace, const struct flow *flow,
    struct text *out)
{
    const struct template *used[FLOW_CHANNELS_MAX] = {0};
    struct template copies[FLOW_CHANNELS_MAX];
    const size_t n = bundle_templates(workspace, flow, used);

    for (size_t i = 0; i < n; i++) {
        copies[i] = *used[i];
        copies[i].source_account.text = NULL;
        copies[i].source_fetched.text = NULL;
        copies[i].quality.given = false;
        used[i] = &copies[i];
    }
    catalogue_write(used, n, out);
}
