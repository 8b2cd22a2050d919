// coinbase-exchange's OrderbookSync as an oracle: it keeps a book from the full channel, asserts that every sequence follows the one
// before, and that the maker of every match stands at the head of its price. Seeded random orders go in; in the end the book that it
// kept must be the one that the exchange answers.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import CoinbaseExchange from 'coinbase-exchange';
import { keyOf, product, run, socketUrl, until, url } from './server.mjs';

const orders = Number(process.env.ORDERS ?? 300);
let seed = Number(process.env.SEED ?? 1);
const random = most => { seed = (seed * 48271) % 2147483647; return seed % most; };

async function send(name, method, path, body) {
  const { key, secret, passphrase } = keyOf(name);
  const timestamp = String(Date.now() / 1000), text = body ? JSON.stringify(body) : '';
  const sign = createHmac('sha256', Buffer.from(secret, 'base64')).update(timestamp + method + path + text).digest('base64');
  const headers = { 'CB-ACCESS-KEY': key, 'CB-ACCESS-SIGN': sign, 'CB-ACCESS-TIMESTAMP': timestamp, 'CB-ACCESS-PASSPHRASE': passphrase, 'Content-Type': 'application/json' };
  const answer = await fetch(url + path, { method, headers, body: text || undefined });
  return { status: answer.status, body: await answer.json() };
}

const book = async () => {
  const { bids, asks } = await (await fetch(`${url}/products/${product}/book?level=3`)).json();
  return Object.fromEntries([...bids.map(row => ['buy', row]), ...asks.map(row => ['sell', row])].map(([side, [price, size, id]]) => [id, `${side} ${Number(size)} at ${Number(price)}`]));
};

run(async () => {
  const sync = new CoinbaseExchange.OrderbookSync(product, url, socketUrl);
  let matches = 0, loads = 0;
  const process = sync.processMessage.bind(sync), load = sync.loadOrderbook.bind(sync);
  sync.processMessage = data => { if (data.type === 'match' && data.sequence === sync._sequence + 1) matches++; process(data); };
  sync.loadOrderbook = () => { loads++; load(); };
  await until('the oracle has its book', () => sync._sequence >= 0 && sync.socket?.readyState === 1);

  const open = [];
  for (let i = 0; i < orders; i++) {
    const seller = random(2) === 0, name = seller ? 'SELLER' : 'BUYER';
    const pick = random(10);
    if (pick < 2 && open.length > 0) {
      const [{ owner, id }] = open.splice(random(open.length), 1);
      await send(owner, 'DELETE', `/orders/${id}`);
    } else if (pick < 4 && open.length > 0) {
      const { owner, id } = open[random(open.length)];
      await send(owner, 'PATCH', `/orders/${id}`, random(2) ? { remaining_size: 1 } : { price: (2.9 + random(20) / 100).toFixed(2) });
    } else {
      const { status, body } = await send(name, 'POST', '/orders', {
        product_id: product, side: seller ? 'sell' : 'buy', type: 'limit', size: 1 + random(4), price: (2.9 + random(20) / 100).toFixed(2),
        ...(random(8) === 0 && !seller ? { require: { regions: ['eu/de'] } } : {}),
        ...(random(8) === 0 ? { time_in_force: 'IOC' } : {}),
      });
      if (status === 200 && body.status === 'open') open.push({ owner: name, id: body.id });
    }
  }

  const right = await book();
  const kept = () => Object.fromEntries(Object.values(sync.book._ordersByID).map(order => [order.id, `${order.side} ${Number(order.size)} at ${Number(order.price)}`]));
  await until('the oracle has the same book', () => { try { assert.deepEqual(kept(), right); return true; } catch { return false; } }, 5_000).catch(() => assert.deepEqual(kept(), right));
  assert.equal(loads, 0, 'the oracle had to load its book again: a sequence was missing');
  assert.ok(matches > 10, `only ${matches} matches`);
  return { client: 'coinbase-exchange', orders, matches, resting: Object.keys(right).length };
});
