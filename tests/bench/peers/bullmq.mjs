// Flows as jobs of BullMQ: send-a, a delayed job for the end of the delay,
// send-b. What a flow is at stands in a hash; a script changes it only from
// what was seen, so that report and delay cannot both win.
import { randomUUID } from "node:crypto";
import { Queue, Worker } from "bullmq";
import Redis from "ioredis";
import { DELAY, PORT, send, serve } from "./service.mjs";

const connection = { host: "127.0.0.1", port: Number(process.env.REDIS_PORT) };
const redis = new Redis({ ...connection, maxRetriesPerRequest: null });
redis.defineCommand("advance", {
  numberOfKeys: 1,
  lua: `if redis.call("HGET", KEYS[1], "at") ~= ARGV[1] then return 0 end
        redis.call("HSET", KEYS[1], "at", ARGV[2])
        return 1`,
});

const queue = new Queue("flows", { connection });
const kept = { removeOnComplete: true, attempts: 3 };
const key = (id) => `flow:${id}`;

const steps = {
  async "send-a"(id) {
    const [to, text] = await redis.hmget(key(id), "to", "text");
    // before the hand-over, so that a quick report finds it
    await queue.add("timeout", { id }, { ...kept, jobId: `t-${id}`, delay: DELAY });
    const message = await send("a", to, text, `http://127.0.0.1:${PORT}/dlr/${id}`);
    await redis.hset(key(id), "message", message);
  },
  async timeout(id) {
    if (await redis.advance(key(id), "a", "b")) await steps["send-b"](id);
  },
  async "send-b"(id) {
    const [to, text] = await redis.hmget(key(id), "to", "text");
    await send("b", to, text);
    await redis.hset(key(id), "at", "sent-b");
  },
};

const worker = new Worker("flows", (job) => steps[job.name](job.data.id),
  { connection, concurrency: 100 });
worker.on("error", console.error);
worker.on("failed", (job, error) => console.error(job?.name, error.message));

async function invoke({ recipient, data }) {
  const id = randomUUID();
  await redis.hset(key(id), { to: recipient, text: data.text, at: "a" });
  await queue.add("send-a", { id }, kept);
  return 202;
}

async function report(id, { status }) {
  const delivered = status === "delivered";
  if (!(await redis.advance(key(id), "a", delivered ? "delivered" : "b"))) return 200;
  if (!delivered) await queue.add("send-b", { id }, kept);
  await queue.remove(`t-${id}`);
  return 200;
}

serve((path, body) => path === "/invoke" ? invoke(body) : report(path.slice("/dlr/".length), body));
