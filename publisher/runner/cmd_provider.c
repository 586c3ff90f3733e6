/* fallback-runner provider: whether a provider's file is right. */
#include "commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "color.h"
#include "file.h"
#include "provider_check.h"

#define FILE_BYTES_MAX (1000 * 1000)

/* What was read, or nothing: then the findings say why. */
static size_t
check_all(
    const struct providers *providers, struct findings *findings, FILE *shown)
{
    size_t examples = 0;

    for (size_t i = 0; i < providers->n; i++)
        examples += provider_check(&providers->items[i], findings, shown);
    return examples;
}

static enum status
check_file(const struct command_call *call, const char *path)
{
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text bytes = {0};
    struct providers providers = {0};
    struct failure failure = {0};

    if (!file_read(path, FILE_BYTES_MAX, &bytes, &failure))
        return command_fail(call, &failure);
    provider_read(&providers, path, bytes.bytes, bytes.len, &findings);
    const size_t examples =
        check_all(&providers, &findings, call->common.verbose ? stdout : NULL);
    findings_sort(&findings);
    if (color_wanted(call->common.color, STDOUT_FILENO))
        findings_print_color(&findings, stdout);
    else
        findings_print(&findings, stdout);
    const bool good = !findings_count(&findings, SEVERITY_ERROR);
    if (good && !call->common.quiet)
        printf("%s is right: %zu example%s played\n",
            providers.n ? providers.items[0].name : path, examples,
            examples == 1 ? "" : "s");
    providers_done(&providers);
    return good ? STATUS_DONE : STATUS_FINDINGS;
}

enum status
cmd_provider(struct command_call *call)
{
    enum status status;

    if (!command_parse(call, NULL, &status))
        return status;
    if (call->nwords != 2 || strcmp(call->words[0], "check") != 0)
        return command_misused(call, "write 'check' and the file");
    if (!file_exists(call->words[1]))
        return command_misused(call,
            "no file '%s': check takes the path of a provider's file",
            call->words[1]);
    return check_file(call, call->words[1]);
}
