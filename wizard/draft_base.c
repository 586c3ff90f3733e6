/* The texts of files, by their digests. */
#include "draft_base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "digest.h"
#include "file.h"

#define SUFFIX 5 /* ".yaml" */

struct draft_base {
    char hex[SHA256_HEX_SIZE];
    char *text;
    struct draft_base *next;
};

static const struct draft_base *
find(const struct draft *draft, const char *hex)
{
    const struct draft_base *base = draft->bases;

    while (base && strcmp(base->hex, hex) != 0)
        base = base->next;
    return base;
}

static void
add(struct draft *draft, const char *hex, const char *bytes, size_t len)
{
    if (find(draft, hex))
        return;
    struct draft_base *base = calloc(1, sizeof(*base));
    if (!base)
        abort();
    memcpy(base->hex, hex, sizeof(base->hex));
    base->text = strndup(bytes, len);
    base->next = draft->bases;
    draft->bases = base;
}

void
draft_base_note(struct draft *draft, const char *bytes, size_t len)
{
    digest_sha256_hex(draft->base, bytes, len);
    add(draft, draft->base, bytes, len);
}

const char *
draft_base_text(const struct draft *draft)
{
    const struct draft_base *base =
        draft->base[0] ? find(draft, draft->base) : NULL;

    return base ? base->text : NULL;
}

static void
name_file(const char *kept, struct text *path)
{
    text_add_bytes(path, kept, strlen(kept) - SUFFIX);
    text_add(path, ".base");
}

void
draft_base_keep(struct draft *draft)
{
    const char *content = draft_base_text(draft);
    auto_(text) struct text path = {0};

    if (!content || !strcmp(draft->base, draft->base_kept))
        return;
    name_file(draft->kept, &path);
    if (file_write(path.bytes, content, strlen(content), 0600, NULL))
        memcpy(draft->base_kept, draft->base, sizeof(draft->base_kept));
}

void
draft_base_read(struct draft *draft)
{
    auto_(text) struct text path = {0}, content = {0};
    char hex[SHA256_HEX_SIZE];

    if (!draft->base[0] || draft_base_text(draft))
        return;
    name_file(draft->kept, &path);
    if (!file_read(path.bytes, (size_t)FLOW_BYTES_MAX + 1, &content, NULL))
        return;
    digest_sha256_hex(hex, content.bytes, content.len);
    if (!strcmp(hex, draft->base))
        add(draft, hex, content.bytes, content.len);
}

void
draft_base_free(struct draft_base *bases)
{
    while (bases) {
        struct draft_base *next = bases->next;

        free(bases->text);
        free(bases);
        bases = next;
    }
}

void
draft_discard(const char *kept)
{
    auto_(text) struct text path = {0};

    name_file(kept, &path);
    (void)unlink(kept);
    (void)unlink(path.bytes);
}
