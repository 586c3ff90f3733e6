// Flows as a handler of Restate: the report resolves an awakeable, which
// races with the delay. INGRESS is the server's address for both.
import { createServer } from "node:http2";
import * as restate from "@restatedev/restate-sdk";
import { DELAY, PORT, send } from "./service.mjs";

async function statusOf(promise) {
  try {
    return (await promise.orTimeout({ milliseconds: DELAY })).status;
  } catch (error) {
    if (error instanceof restate.TimeoutError) return "timeout";
    throw error;
  }
}

const flows = restate.service({
  name: "flows",
  handlers: {
    async run(context, { recipient, data }) {
      const { id, promise } = context.awakeable();
      const url = `${process.env.INGRESS}/restate/awakeables/${id}/resolve`;
      await context.run("send a", () => send("a", recipient, data.text, url));
      if ((await statusOf(promise)) === "delivered") return;
      await context.run("send b", () => send("b", recipient, data.text));
    },
  },
});

createServer(restate.createEndpointHandler({ services: [flows] })).listen(Number(PORT), "127.0.0.1");
