/* Runs a fuzz target once for each file of a folder: what was found wrong once
 * is not wrong again. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>

#include "file.h"

static void
replay(const char *folder, const char *name)
{
    auto_(text) struct text path = {0}, content = {0};
    struct failure failure = {0};

    text_addf(&path, "%s/%s", folder, name);
    if (!file_read(path.bytes, 1 << 20, &content, &failure)) {
        printf("Bail out! %s\n", failure.text);
        exit(1);
    }
    (void)LLVMFuzzerTestOneInput(
        (const uint8_t *)text_str(&content), content.len);
}

int
main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    int n = 0;

    if (!folder) {
        printf("Bail out! usage: %s FOLDER\n", argv[0]);
        return 1;
    }
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.') {
            replay(argv[1], entry->d_name);
            printf("ok %d - %s\n", ++n, entry->d_name);
        }
    closedir(folder);
    printf("1..%d\n", n);
    return n ? 0 : 1;
}
