/* Checks of fallback.yaml: providers, their settings, senders, secrets. */
#include "checking.h"

#include <string.h>

#include "pointer.h"
#include "secret.h"
#include "sender.h"

static const char *
channel_path(struct checking *c, const struct workspace_channel *channel,
    const char *key)
{
    const char *parent =
        pointer_join(&c->arena, "/channels", channel->name.text);

    return pointer_join(&c->arena, parent, key);
}

static bool
fits(const struct provider *provider, const struct workspace_channel *channel)
{
    return provider->any_kind || !channel->kind.given ||
        channel->kind.value == (int)provider->kind;
}

static void
check_provider(struct checking *c, const struct workspace_channel *channel)
{
    const struct providers *providers = &c->workspace->providers;
    const struct provider *provider = workspace_provider(c->workspace, channel);
    const char *path = channel_path(c, channel, "provider");
    const char **names;

    if (!channel->provider.text)
        return;
    if (!provider) {
        names = arena_alloc(&c->arena, (providers->n + 1) * sizeof(*names));
        for (size_t i = 0; i < providers->n; i++)
            names[i] = providers->items[i].name;
        checking_add(c, "unknown-provider", channel->provider.at, path,
            checking_known(c, channel->provider.text, names, providers->n,
                "a file in providers/ adds one"),
            "there is no provider '%s'", channel->provider.text);
        return;
    }
    if (!fits(provider, channel))
        checking_add(c, "provider-kind-mismatch", channel->provider.at, path,
            "use another provider, or correct the channel's kind",
            "provider '%s' is for %s, and the channel is %s", provider->name,
            kind_titles[provider->kind], kind_titles[channel->kind.value]);
}

static const struct provider_setting *
find_setting(const struct provider *provider, const char *name)
{
    for (size_t i = 0; i < provider->nsettings; i++)
        if (!strcmp(provider->settings[i].name, name))
            return &provider->settings[i];
    return NULL;
}

static void
unknown_setting(struct checking *c, const struct provider *provider,
    const struct node *key, const char *path)
{
    const char **names =
        arena_alloc(&c->arena, (provider->nsettings + 1) * sizeof(*names));

    for (size_t i = 0; i < provider->nsettings; i++)
        names[i] = provider->settings[i].name;
    checking_add(c, "setting-unknown", key->at, path,
        checking_known(c, key->text, names, provider->nsettings, "take it out"),
        "provider '%s' has no setting '%s'", provider->name, key->text);
}

static const char *
setting_path(struct checking *c, const struct workspace_channel *channel,
    const char *name)
{
    return pointer_join(&c->arena, channel_path(c, channel, "settings"), name);
}

static void
check_needed(struct checking *c, const struct workspace_channel *channel,
    const struct provider *provider)
{
    const struct node *settings = channel->settings;

    for (size_t i = 0; i < provider->nsettings; i++) {
        const struct provider_setting *setting = &provider->settings[i];

        if (setting->required && !node_get(settings, setting->name))
            checking_add(c, "setting-missing",
                settings ? settings->at : channel->name.at,
                setting_path(c, channel, setting->name),
                checking_print(c, "add '%s: %s' to the channel's settings",
                    setting->name, setting->secret ? "{env: NAME}" : "..."),
                "provider '%s' needs setting '%s'", provider->name,
                setting->name);
    }
}

static void
check_known(struct checking *c, const struct workspace_channel *channel,
    const struct provider *provider)
{
    const struct node *settings = channel->settings;

    for (size_t i = 0; i < settings->n; i++) {
        const struct node *key = settings->keys[i];

        if (!find_setting(provider, key->text))
            unknown_setting(
                c, provider, key, setting_path(c, channel, key->text));
    }
}

static void
check_settings(struct checking *c, const struct workspace_channel *channel)
{
    const struct provider *provider = workspace_provider(c->workspace, channel);
    const struct node *settings = channel->settings;

    if (settings && settings->kind != NODE_MAP) {
        checking_add(c, "value-kind", settings->at,
            channel_path(c, channel, "settings"), NULL,
            "a map of settings is expected here");
        return;
    }
    if (!provider || !fits(provider, channel))
        return;
    check_needed(c, channel, provider);
    if (settings)
        check_known(c, channel, provider);
}

/* What the provider calls a secret is one; without it, the name decides. */
static bool
is_secret(const struct provider *provider, const char *key)
{
    const struct provider_setting *setting =
        provider ? find_setting(provider, key) : NULL;

    return setting ? setting->secret : secret_smells(key);
}

/* {env: NAME} or {file: path}. */
static bool
names_secret(const struct node *value)
{
    return value->kind == NODE_MAP && value->n == 1 &&
        (node_text(value, "env") || node_text(value, "file"));
}

static void
check_values(struct checking *c, const struct workspace_channel *channel)
{
    const struct provider *provider = workspace_provider(c->workspace, channel);
    const struct node *settings = channel->settings;

    for (size_t i = 0;
         settings && settings->kind == NODE_MAP && i < settings->n; i++) {
        const char *key = settings->keys[i]->text;
        const struct node *value = settings->items[i];
        const char *path = setting_path(c, channel, key);

        if (value->kind != NODE_TEXT && !names_secret(value))
            checking_add(c, "value-kind", value->at, path, NULL,
                "a text, {env: NAME} or {file: path} is expected here");
        else if (value->kind == NODE_TEXT &&
            (is_secret(provider, key) || secret_in_url(value->text)))
            checking_add(c, "secret-in-yaml", value->at, path,
                "write {env: NAME} or {file: path}",
                "setting '%s' is a secret and must not stand in this file",
                key);
    }
}

static void
check_senders(struct checking *c, const struct workspace_channel *channel)
{
    if (!channel->kind.given)
        return;
    for (size_t i = 0; i < channel->senders.n; i++) {
        const struct value_text *sender = &channel->senders.items[i];
        const char *fault =
            sender_fault(kind_words[channel->kind.value], sender->text);

        if (fault)
            checking_add(c, "sender-malformed", sender->at,
                pointer_item(&c->arena, channel_path(c, channel, "senders"), i),
                checking_sender_hint((enum kind)channel->kind.value),
                "the sender '%s' %s", sender->text, fault);
    }
}

static void
check_price(struct checking *c, const struct workspace_channel *channel)
{
    for (size_t i = 0; i < channel->nprices; i++)
        if (channel->prices[i].price.given)
            return;
    checking_add(c, "price-unknown", channel->name.at,
        channel_path(c, channel, "price"),
        "add 'price: {per: delivered, default: 0.05}'",
        "what a message on '%s' costs is not known", channel->name.text);
}

typedef void workspace_channel_check_fn(
    struct checking *c, const struct workspace_channel *channel);

static workspace_channel_check_fn *const rows[] = {
    check_provider,
    check_settings,
    check_values,
    check_senders,
    check_price,
};

static void
check_channels(struct checking *c)
{
    for (size_t i = 0; i < c->workspace->nchannels; i++)
        for (size_t r = 0; r < ARRAY_LEN(rows); r++)
            rows[r](c, &c->workspace->channels[i]);
}

void
check_web_address(
    struct checking *c, const struct value_text *url, const char *path)
{
    if (url->text && strncmp(url->text, "https://", 8) != 0 &&
        strncmp(url->text, "http://", 7) != 0)
        checking_add(c, "url-wrong", url->at, path, "begin it with https://",
            "'%s' is not an address of the web", url->text);
}

void
check_password(
    struct checking *c, const struct value_text *url, const char *path)
{
    if (secret_in_url(url->text))
        checking_add(c, "secret-in-yaml", url->at, path,
            "leave the password to PGPASSFILE or the environment",
            "the address holds a password, which must not stand in this file");
}

static void
check_addresses(struct checking *c)
{
    const struct workspace *w = c->workspace;

    check_web_address(c, &w->public_url, "/public_url");
    check_password(c, &w->store, "/store");
}

static const struct workspace_channel *
channel_of_sender(const struct workspace *workspace, const char *sender)
{
    for (size_t i = 0; i < workspace->nchannels; i++) {
        const struct value_list *senders = &workspace->channels[i].senders;

        for (size_t j = 0; j < senders->n; j++)
            if (text_is(senders->items[j].text, sender))
                return &workspace->channels[i];
    }
    return NULL;
}

static void
check_renamed(struct checking *c,
    const struct workspace_environment *environment, size_t i,
    const char *parent)
{
    const struct value_text *from = &environment->senders_from.items[i];
    const struct value_text *to = &environment->senders_to.items[i];
    const struct workspace_channel *channel =
        channel_of_sender(c->workspace, from->text);
    const char *path = pointer_join(&c->arena, parent, from->text);

    if (!channel) {
        checking_add(c, "sender-unknown", from->at, path,
            "name a sender of one of the channels",
            "no channel has the sender '%s'", from->text);
        return;
    }
    const char *fault = channel->kind.given
        ? sender_fault(kind_words[channel->kind.value], to->text)
        : NULL;
    if (fault)
        checking_add(c, "sender-malformed", to->at, path,
            checking_sender_hint((enum kind)channel->kind.value),
            "the sender '%s' %s", to->text, fault);
}

static void
check_environments(struct checking *c)
{
    for (size_t i = 0; i < c->workspace->nenvironments; i++) {
        const struct workspace_environment *e = &c->workspace->environments[i];
        const char *parent =
            pointer_join(&c->arena, "/environments", e->name.text);
        const char *senders = pointer_join(&c->arena, parent, "senders");

        check_web_address(
            c, &e->public_url, pointer_join(&c->arena, parent, "public_url"));
        check_password(c, &e->store, pointer_join(&c->arena, parent, "store"));
        for (size_t j = 0; j < e->senders_from.n; j++)
            check_renamed(c, e, j, senders);
    }
}

static void
check_signatures(struct checking *c)
{
    const struct workspace_signatures *s = &c->workspace->signatures;

    if (s->required.value && !s->nfiles)
        checking_add(c, "signature-keys-missing", s->at, "/signatures/keys",
            "name public keys: 'keys: [{file: keys/ci.pub}]'",
            "signatures are required, but no key may sign");
}

check_fn *const workspace_checks[] = {
    check_channels,
    check_addresses,
    check_callbacks,
    check_environments,
    check_signatures,
    NULL,
};
