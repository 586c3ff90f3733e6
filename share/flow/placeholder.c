/* Variables in texts. */
#include "placeholder.h"

#include <stdio.h>
#include <string.h>

enum { BRACE = 2, NUMBER_MAX = 999 };

static const char blanks[] = " \t\r\n";

static const struct {
    const char *open, *close; /* both of BRACE bytes */
    size_t name_max;
    const char *first, *rest; /* characters that names are made of */
} syntaxes[] = {
    [PLACEHOLDER_WHATSAPP] = {"{{", "}}", 64, "abcdefghijklmnopqrstuvwxyz_",
        "abcdefghijklmnopqrstuvwxyz_0123456789"},
    [PLACEHOLDER_DLT] = {"{#", "#}", 0, "", ""},
    [PLACEHOLDER_INPUT] = {"{{", "}}", 32, "abcdefghijklmnopqrstuvwxyz",
        "abcdefghijklmnopqrstuvwxyz_0123456789"},
};

static const struct {
    const char *name;
    enum placeholder_tag tag;
} tags[] = {
    {"var", PLACEHOLDER_ANY},
    {"numeric", PLACEHOLDER_NUMERIC},
    {"number", PLACEHOLDER_NUMERIC},
    {"alphanumeric", PLACEHOLDER_ALPHANUMERIC},
    {"url", PLACEHOLDER_URL},
    {"urlott", PLACEHOLDER_URLOTT},
    {"email", PLACEHOLDER_EMAIL},
    {"cbn", PLACEHOLDER_CBN},
};

/* 1 to NUMBER_MAX without leading zeros, or 0. */
static unsigned
read_number(const char *name)
{
    unsigned number = 0;

    if (*name == '0')
        return 0;
    for (; *name >= '0' && *name <= '9' && number <= NUMBER_MAX; name++)
        number = number * 10 + (unsigned)(*name - '0');
    return *name || number > NUMBER_MAX ? 0 : number;
}

static bool
find_tag(const char *name, enum placeholder_tag *tag)
{
    for (size_t i = 0; i < ARRAY_LEN(tags); i++)
        if (!strcmp(tags[i].name, name)) {
            *tag = tags[i].tag;
            return true;
        }
    return false;
}

/* Number and tag are read on the way. */
static bool
read_name(
    enum placeholder_syntax syntax, const char *name, struct placeholder *piece)
{
    size_t len = strlen(name);

    if (syntax == PLACEHOLDER_DLT)
        return find_tag(name, &piece->tag);
    piece->number = syntax == PLACEHOLDER_WHATSAPP ? read_number(name) : 0;
    if (piece->number)
        return true;
    return len && len <= syntaxes[syntax].name_max &&
        strchr(syntaxes[syntax].first, *name) &&
        strspn(name, syntaxes[syntax].rest) == len;
}

bool
placeholder_name_valid(enum placeholder_syntax syntax, const char *name)
{
    struct placeholder piece = {0};

    return read_name(syntax, name, &piece);
}

/* The first "{{" or "{#"; of three braces the last two open, so that "{{{1}}}"
 * is {{1}} in braces. */
static const char *
find_open(enum placeholder_syntax syntax, const char *at)
{
    const char second = syntaxes[syntax].open[1];
    const char *open = strchr(at, '{');

    while (open && open[1] != second)
        open = strchr(open + 1, '{');
    if (!open || second != '{')
        return open;
    return open[2] == '{' && open[3] != '{' ? open + 1 : open;
}

/* The end of the name that begins here; NULL if it is open for ever, or to the
 * next opening. */
static const char *
find_close(enum placeholder_syntax syntax, const char *name)
{
    for (; *name; name++) {
        if (!strncmp(name, syntaxes[syntax].close, BRACE))
            return name;
        if (!strncmp(name, syntaxes[syntax].open, BRACE))
            return NULL;
    }
    return NULL;
}

static void
break_piece(struct placeholder *piece, enum placeholder_fault fault)
{
    piece->kind = PLACEHOLDER_BROKEN;
    piece->fault = fault;
    piece->name[0] = '\0';
}

/* Reads the variable that opens at piece->start. */
static void
read_variable(
    enum placeholder_syntax syntax, const char *text, struct placeholder *piece)
{
    const char *name = text + piece->start + BRACE;
    const char *close = find_close(syntax, name);

    piece->len = BRACE;
    if (!close) {
        break_piece(piece, PLACEHOLDER_UNCLOSED);
        return;
    }
    size_t len = (size_t)(close - name);
    piece->len += len + BRACE;
    if (len < sizeof(piece->name))
        memcpy(piece->name, name, len);
    if (!read_name(syntax, piece->name, piece)) {
        break_piece(piece, PLACEHOLDER_NAME);
        return;
    }
    piece->kind = PLACEHOLDER_VARIABLE;
    piece->nth++;
}

bool
placeholder_next(
    enum placeholder_syntax syntax, const char *text, struct placeholder *piece)
{
    *piece = (struct placeholder){
        .start = piece->start + piece->len,
        .nth = piece->nth,
    };
    const char *at = text + piece->start;
    if (!*at)
        return false;
    const char *open = find_open(syntax, at);
    if (open == at)
        read_variable(syntax, text, piece);
    else
        piece->len = open ? (size_t)(open - at) : strlen(at);
    return true;
}

/* What a check knows of the whole text, and what it has met so far. */
struct check {
    enum placeholder_syntax syntax;
    const char *text;
    placeholder_report_fn *report;
    void *data;
    size_t faults;
    bool by_name;  /* so is the first variable */
    bool has_text; /* literal text that is not blank; so far, while checking */
    bool seen[NUMBER_MAX + 1], told[NUMBER_MAX + 1];
    struct placeholder first; /* the first variable; nth 0 if there is none */
};

static void
tell(struct check *check, enum placeholder_fault fault,
    const struct placeholder *piece)
{
    check->faults++;
    check->report(check->data, fault, piece);
}

static bool
is_blank(const char *text, size_t len)
{
    return strspn(text, blanks) >= len;
}

/* Broken pieces are text to this end. */
static void
note_text(struct check *check, const struct placeholder *piece)
{
    check->has_text |= piece->kind != PLACEHOLDER_VARIABLE &&
        !is_blank(check->text + piece->start, piece->len);
}

static void
survey(struct check *check)
{
    struct placeholder piece = {0};

    while (placeholder_next(check->syntax, check->text, &piece)) {
        note_text(check, &piece);
        if (piece.kind != PLACEHOLDER_VARIABLE)
            continue;
        if (piece.nth == 1)
            check->first = piece;
        check->seen[piece.number] = true;
    }
    check->by_name = !check->first.number;
}

static bool
gap_before(struct check *check, unsigned number)
{
    if (check->by_name || number < 2 || check->seen[number - 1] ||
        check->told[number])
        return false;
    check->told[number] = true;
    return true;
}

static void
check_body_variable(struct check *check, const struct placeholder *piece)
{
    const char *after = check->text + piece->start + piece->len;

    if (!check->has_text && piece->nth == 1)
        tell(check, PLACEHOLDER_AT_START, piece);
    if (check->by_name != !piece->number)
        tell(check, PLACEHOLDER_MIXED, piece);
    else if (gap_before(check, piece->number))
        tell(check, PLACEHOLDER_GAP, piece);
    if (!after[strspn(after, blanks)])
        tell(check, PLACEHOLDER_AT_END, piece);
}

static void
check_piece(struct check *check, const struct placeholder *piece)
{
    if (piece->kind == PLACEHOLDER_BROKEN)
        tell(check, piece->fault, piece);
    if (piece->kind == PLACEHOLDER_VARIABLE &&
        check->syntax == PLACEHOLDER_WHATSAPP)
        check_body_variable(check, piece);
}

size_t
placeholder_check(enum placeholder_syntax syntax, const char *text,
    placeholder_report_fn *report, void *data)
{
    struct check check = {
        .syntax = syntax,
        .text = text,
        .report = report,
        .data = data,
    };
    struct placeholder piece = {0};

    survey(&check);
    if (syntax == PLACEHOLDER_DLT && check.first.nth && !check.has_text)
        tell(&check, PLACEHOLDER_NO_TEXT, &check.first);
    check.has_text = false;
    while (placeholder_next(syntax, text, &piece)) {
        check_piece(&check, &piece);
        note_text(&check, &piece);
    }
    return check.faults;
}

bool
placeholder_render(enum placeholder_syntax syntax, const char *text,
    placeholder_lookup_fn *lookup, void *data, struct text *out,
    struct placeholder *bad)
{
    auto_(text) struct text made = {0};
    struct placeholder piece = {0};

    while (placeholder_next(syntax, text, &piece)) {
        if (piece.kind == PLACEHOLDER_LITERAL) {
            text_add_bytes(&made, text + piece.start, piece.len);
            continue;
        }
        const char *value =
            piece.kind == PLACEHOLDER_VARIABLE ? lookup(data, &piece) : NULL;
        if (!value) {
            *bad = piece;
            return false;
        }
        text_add(&made, value);
    }
    text_add_bytes(out, text_str(&made), made.len);
    return true;
}

bool
placeholder_alone(
    enum placeholder_syntax syntax, const char *text, struct placeholder *only)
{
    struct placeholder piece = {0};

    if (!placeholder_next(syntax, text, &piece) ||
        piece.kind != PLACEHOLDER_VARIABLE || text[piece.len])
        return false;
    *only = piece;
    return true;
}
