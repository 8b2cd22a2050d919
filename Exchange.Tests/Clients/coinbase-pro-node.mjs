// coinbase-pro-node: REST and WebSocket; it signs with a decimal timestamp.
import assert from 'node:assert/strict';
import { CoinbasePro, OrderSide, OrderType, OrderStatus, WebSocketChannelName, WebSocketEvent } from 'coinbase-pro-node';
import { keyOf, product, run, socketUrl, until, url } from './server.mjs';

function connect(name) {
  const { key, secret, passphrase } = keyOf(name);
  return new CoinbasePro({ apiKey: key, apiSecret: secret, passphrase, httpUrl: url, wsUrl: socketUrl });
}

run(async () => {
  const [seller, buyer] = [connect('SELLER'), connect('BUYER')];
  assert.ok((await buyer.rest.product.getProducts()).some(listed => listed.id === product));
  const [account] = await buyer.rest.account.listAccounts();
  assert.equal(account.currency, 'USD');

  const levels = [], orders = [];
  buyer.ws.on(WebSocketEvent.ON_MESSAGE, message => {
    if (message.type === 'snapshot' || message.type === 'l2update') levels.push(message);
    if (message.user_id) orders.push(message);
  });
  await new Promise((resolve, reject) => {
    buyer.ws.on(WebSocketEvent.ON_OPEN, resolve);
    buyer.ws.on(WebSocketEvent.ON_ERROR, reject);
    buyer.ws.connect({ debug: false });
  });
  await buyer.ws.subscribe([
    { name: WebSocketChannelName.LEVEL2, product_ids: [product] },
    { name: WebSocketChannelName.USER, product_ids: [product] },
  ]);
  await until('the book arrives', () => levels.some(message => message.type === 'snapshot'));

  const ask = await seller.rest.order.placeOrder({ product_id: product, side: OrderSide.SELL, type: OrderType.LIMIT, price: '3.4', size: '3' });
  await until('the ask is in the feed', () => levels.some(message => message.changes?.some(change => change[1] === '3.400000' && change[2] === '3')));
  const bid = await buyer.rest.order.placeOrder({ product_id: product, side: OrderSide.BUY, type: OrderType.LIMIT, price: '3.4', size: '3' });
  assert.equal((await buyer.rest.order.getOrder(bid.id)).status, OrderStatus.DONE);
  await until('the own order is done', () => orders.some(message => message.type === 'done' && message.order_id === bid.id && message.reason === 'filled'));
  const fills = await buyer.rest.fill.getFillsByOrderId(bid.id);
  assert.equal(fills.data.length, 1);
  assert.equal((await seller.rest.order.getOrder(ask.id)).done_reason, 'filled');
  assert.equal(await seller.rest.order.getOrder('00000000-0000-4000-8000-000000000000').catch(e => e.response.status), 400);

  const rest = await buyer.rest.order.placeOrder({ product_id: product, side: OrderSide.BUY, type: OrderType.LIMIT, price: '1.2', size: '1' });
  const open = await buyer.rest.order.getOrders({ status: [OrderStatus.OPEN, OrderStatus.PENDING] });
  assert.deepEqual(open.data.map(order => order.id), [rest.id]);
  assert.deepEqual(await buyer.rest.order.cancelOpenOrders(product), [rest.id]);
  const candles = await buyer.rest.product.getCandles(product, { granularity: 60 });
  assert.ok(candles.length >= 1);
  buyer.ws.disconnect();
  return { client: 'coinbase-pro-node', fills: fills.data.length };
});
