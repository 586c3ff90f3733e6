/* Reading examples of codes. */
#include "code_example.h"

#include "data.h"
#include "file.h"
#include "keys.h"

#define EXAMPLE_BYTES_MAX 10000

struct content {
    struct value_text file, command, wrong, right;
    struct value_text instead_of, setup, make; /* what the tests need */
    const struct node *bytes;
};

#define CONTENT(member) offsetof(struct content, member)

static const struct keys_row example_keys[] = {
    {"file", keys_text, CONTENT(file), .required = true,
        .help = "the file of the example workspace that holds the lines"},
    {"command", keys_text, CONTENT(command),
        .help = "what finds it; fallback-publish check unless said"},
    {"wrong", keys_text, CONTENT(wrong), .required = true,
        .help = "lines that show it"},
    {"right", keys_text, CONTENT(right), .required = true,
        .help = "the same lines as they should be"},
    {"instead_of", keys_text, CONTENT(instead_of),
        .help = "for tests: the workspace's lines, where they are not the "
                "right ones"},
    {"setup", keys_text, CONTENT(setup),
        .help = "for tests: what the workspace needs first, in sh"},
    {"make", keys_text, CONTENT(make),
        .help = "for tests: makes what lines cannot show, in sh"},
    {"bytes", keys_node, CONTENT(bytes),
        .help = "for tests: marks in the wrong lines, and the bytes they mean"},
    {0},
};

static bool
read_content(struct content *content, struct arena *arena, const char *path)
{
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text bytes = {0};
    struct failure failure = {0};
    struct keys_reader reader = {
        .arena = arena, .file = path, .findings = &findings};

    if (!file_read(path, EXAMPLE_BYTES_MAX, &bytes, &failure))
        return false;
    const struct node *root = node_read(
        arena, path, bytes.bytes, bytes.len, EXAMPLE_BYTES_MAX, &findings);
    if (root)
        keys_read(&reader, root, NULL, example_keys, content);
    return root && !findings.n;
}

bool
code_example_read(
    struct code_example *example, struct arena *arena, const char *code)
{
    auto_(text) struct text name = {0};
    struct content content = {0};

    text_addf(&name, "codes/%s.yaml", code);
    auto_(heap) char *path = data_path(name.bytes);
    if (!read_content(&content, arena, path))
        return false;
    *example = (struct code_example){
        .file = content.file.text,
        .command = content.command.text ? content.command.text
                                        : "fallback-publish check",
        .wrong = content.wrong.text,
        .right = content.right.text,
    };
    return true;
}
