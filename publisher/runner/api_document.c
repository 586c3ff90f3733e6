/* GET /openapi.json: the document that describes this API. */
#include "api.h"

#include "data.h"
#include "file.h"

#define DOCUMENT "schema/openapi.json"
#define DOCUMENT_CAP ((size_t)4 * 1024 * 1024)

void
api_document_read(struct runner *runner)
{
    auto_(heap) char *path = data_path(DOCUMENT);
    struct failure failure = {0};

    text_clear(&runner->document);
    if (file_read(path, DOCUMENT_CAP, &runner->document, &failure))
        return;
    text_clear(&runner->document);
    runner_log(runner, "GET /openapi.json will find nothing: %s", failure.text);
}

void
api_document(struct api_call *call)
{
    const struct text *document = &call->runner->document;

    if (document->len)
        api_answer_json(call, text_str(document), document->len, NULL);
    else
        api_problem(call, 404, "not-found", NULL,
            "the file '%s' does not stand beside this program", DOCUMENT);
}
