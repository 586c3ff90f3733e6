// What the peers of the comparison share: sending to the provider, and a
// small JSON server. PORT, PROVIDER (its address) and DELAY (of channel A,
// milliseconds) come from the environment.
import { createServer } from "node:http";
import { Pool } from "undici";

export const { PORT, PROVIDER } = process.env;
export const DELAY = Number(process.env.DELAY);

const pool = new Pool(PROVIDER, { connections: 128, pipelining: 1 });

// Hands a message over; the provider's id of it.
export async function send(channel, to, text, dlr_url) {
  const { statusCode, body } = await pool.request({
    path: `/send/${channel}`,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ to, text, dlr_url }),
  });
  const answer = await body.json();
  if (statusCode !== 202) throw new Error(`the provider says ${statusCode}`);
  return answer.message_id;
}

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks));
}

// handle(path, body) gives the status of the answer.
export function serve(handle) {
  const server = createServer(async (request, response) => {
    let status = 500;
    try {
      status = await handle(request.url, await read(request));
    } catch (error) {
      console.error(error);
    }
    response.writeHead(status, { "content-type": "application/json" });
    response.end("{}");
  });
  server.keepAliveTimeout = 60_000;
  server.listen(Number(PORT), "127.0.0.1");
}
