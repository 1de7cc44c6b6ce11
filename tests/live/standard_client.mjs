// y-websocket's own provider under Node, with a seat cookie: connects, syncs, writes, sees changes.
import * as Y from "yjs";
import { WebsocketProvider } from "y-websocket";
import WebSocket from "ws";

const [base, cookieA, cookieB] = process.argv.slice(1).filter((word) => word !== "--");
const [server, room] = [base.slice(0, base.lastIndexOf("/")), base.slice(base.lastIndexOf("/") + 1)];

const withCookie = (cookie) =>
  class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols, { headers: { cookie } });
    }
  };

const open = (cookie) => {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(server, room, doc, {
    WebSocketPolyfill: withCookie(cookie),
    disableBc: true,
  });
  return { doc, provider, events: doc.getMap("timeline") };
};

const synced = ({ provider }) => new Promise((done) => provider.once("sync", done));
const seen = (events, look) =>
  new Promise((done) => {
    const check = () => look() && done();
    events.observeDeep(check);
    check();
  });

const a = open(cookieA);
const b = open(cookieB);
await Promise.all([synced(a), synced(b)]);
const first = [...a.events.keys()].sort()[0];
a.events.get(first).get("what").insert(0, "from a standard client 🙂 ");
await seen(b.events, () => b.events.get(first).get("what").toString().startsWith("from a standard client 🙂"));
console.log(JSON.stringify({ events: a.events.size, seen: b.events.get(first).get("what").toString().slice(0, 25) }));
a.provider.destroy();
b.provider.destroy();
process.exit(0); // the provider leaves timers behind
