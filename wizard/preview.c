/* Messages as recipients see them. */
#include "preview.h"

#include <stdio.h>
#include <string.h>

#include "placeholder.h"
#include "sms_plain.h"

#define NOTE_LINES 4
#define MESSAGE_ROWS 8

struct filling {
    struct preview *preview;
    const struct flow *flow;
    const struct flow_channel *step;
    const struct template *template;
    const char *key; /* the parameter that is being filled */
    bool browsing;   /* not chosen yet: its examples stand for all values */
};

/* What an input may be: its default, the template's example, or its name. */
static const char *
example_of(void *data, const struct placeholder *piece)
{
    const struct filling *f = data;
    const struct flow_input *input = flow_input(f->flow, piece->name);
    const char *example = template_example(f->template, f->key);
    const char *value = flow_param(f->step, f->key)->value.text;
    struct placeholder only = {0};

    if (placeholder_alone(PLACEHOLDER_INPUT, value, &only) && example)
        return example;
    if (input && input->fallback.text)
        return input->fallback.text;
    return arena_printf(&f->preview->arena, "(%s)", piece->name);
}

static const char *
value_of(const char *key, void *data)
{
    struct filling *f = data;
    const struct flow_param *param = flow_param(f->step, key);
    auto_(text) struct text out = {0};
    struct placeholder bad;

    f->key = key;
    if (f->browsing && template_example(f->template, key))
        return template_example(f->template, key);
    if (!param || !param->value.text[0]) {
        f->preview->missing = arena_strdup(&f->preview->arena, key);
        return arena_printf(&f->preview->arena, "(%s)", key);
    }
    if (!placeholder_render(
            PLACEHOLDER_INPUT, param->value.text, example_of, f, &out, &bad))
        return param->value.text; /* half-typed braces */
    return arena_strdup(&f->preview->arena, text_str(&out));
}

static const char *
header_of(struct filling *f)
{
    const struct template *t = f->template;
    struct arena *arena = &f->preview->arena;
    auto_(text) struct text out = {0};
    const char *missing;

    if (t->header_text.text) {
        (void)template_render_header(t, value_of, f, &out, &missing);
        return arena_strdup(arena, text_str(&out));
    }
    if (t->header_format.given && t->header_format.value != HEADER_TEXT)
        return arena_printf(
            arena, "[%s]", header_format_words[t->header_format.value]);
    return NULL;
}

static const char *const *
buttons_of(struct filling *f)
{
    const struct template *t = f->template;
    const char **texts =
        arena_alloc(&f->preview->arena, (t->nbuttons + 1) * sizeof(*texts));

    for (size_t i = 0; i < t->nbuttons; i++)
        texts[i] = t->buttons[i].text.text ? t->buttons[i].text.text : "";
    return t->nbuttons ? texts : NULL;
}

/* What the message costs where no prefix has a price of its own. */
static void
add_price(struct preview *preview, const struct workspace *workspace,
    const struct flow_channel *step)
{
    const struct workspace_channel *channel = step->channel.text
        ? workspace_channel(workspace, step->channel.text)
        : NULL;

    if (!channel || !channel->nprices)
        return;
    preview->price = workspace_price(channel, "");
    preview->currency = workspace->currency.text;
    if (preview->sms && channel->price_per.value == PRICE_PER_PART)
        preview->price *= (int64_t)preview->count.parts;
}

bool
preview_make(struct preview *preview, const struct draft *draft, size_t channel,
    const struct template *template)
{
    *preview = (struct preview){0};
    if (channel >= draft->flow->nchannels)
        return false;
    const struct template *chosen = draft_template(draft, channel);
    if (!template)
        template = chosen;
    if (!template)
        return false;
    const struct flow_channel *step = &draft->flow->channels[channel];
    struct filling f = {
        .preview = preview,
        .flow = draft->flow,
        .step = step,
        .template = template,
        .browsing = template != chosen,
    };
    auto_(text) struct text body = {0};
    const char *missing;

    (void)template_render_body(template, value_of, &f, &body, &missing);
    preview->sms = template->kind.value == KIND_SMS;
    preview->bubble = (struct bubble){
        .sender = step->from.text
            ? workspace_sender(draft->workspace, step->from.text)
            : "?",
        .service = kind_titles[template->kind.value],
        .header = header_of(&f),
        .body = arena_strdup(&preview->arena, text_str(&body)),
        .footer = template->footer.text,
        .buttons = buttons_of(&f),
    };
    sms_count(preview->bubble.body, &preview->count);
    add_price(preview, draft->workspace, step);
    return true;
}

void
preview_count(const struct preview *preview, struct text *out)
{
    const struct sms_count *count = &preview->count;

    if (preview->sms)
        text_addf(out, "%s, %zu of %zu, %zu part%s",
            sms_encoding_name(count->encoding), count->units,
            count->units_per_part * count->parts, count->parts,
            count->parts == 1 ? "" : "s");
    if (preview->price)
        text_addf(out, "%s%lld.%04d %s", preview->sms ? ", " : "",
            (long long)(preview->price / 1000000),
            (int)(preview->price % 1000000 / 100),
            preview->currency ? preview->currency : "");
}

void
preview_forcing(const struct preview *preview, struct text *out)
{
    const struct sms_count *count = &preview->count;
    const char *words = sms_code_words(count->forcing_code);
    const char *plain = sms_plain_substitute(count->forcing_code);
    char name[SMS_CODE_NAME_SIZE];

    if (!preview->sms || !count->nforcing)
        return;
    sms_code_name(name, count->forcing_code);
    text_addf(out, "%s%s%s makes it Unicode", name, words ? ", " : "",
        words ? words : "");
    if (plain && *plain)
        text_addf(out, "; %s would not", plain);
}

static void
add_notes(const struct preview *preview, bool unicode, struct text *notes)
{
    preview_count(preview, notes);
    if (preview->sms && preview->count.nforcing) {
        text_add_char(notes, '\n');
        preview_forcing(preview, notes);
    }
    if (bubble_simplified(&preview->bubble, unicode))
        text_add(notes, notes->len ? "\nshown simplified" : "shown simplified");
}

void
preview_draw(
    const struct preview *preview, struct screen *screen, struct area area)
{
    const bool unicode = screen->unicode;
    auto_(text) struct text notes = {0};

    add_notes(preview, unicode, &notes);
    int lines = notes.len ? width_lines(notes.bytes, area.cols, unicode) : 0;
    if (lines > NOTE_LINES)
        lines = NOTE_LINES;
    if (area.rows < MESSAGE_ROWS + lines) /* the message comes first */
        lines = 0;
    int rows = bubble_rows(&preview->bubble, area.cols, unicode);
    if (rows > area.rows - lines)
        rows = area.rows - lines;
    bubble_draw(&preview->bubble, screen,
        (struct area){area.row, area.col, rows, area.cols});
    const char *rest = text_str(&notes);
    for (int i = 0; i < lines; i++) {
        const struct width_line line = width_wrap(rest, area.cols, unicode);

        screen_put_bytes(screen, area.row + rows + i, area.col,
            preview->count.nforcing && preview->sms ? ROLE_WARNING : ROLE_TEXT,
            rest, line.len);
        rest += line.next;
    }
}

void
preview_done(struct preview *preview)
{
    arena_free(&preview->arena);
    *preview = (struct preview){0};
}
