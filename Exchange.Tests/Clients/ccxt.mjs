// ccxt's coinbaseexchange: markets, balance, create, fetch and cancel orders, and the book and the own orders over WebSocket.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import ccxt from 'ccxt';
import { keyOf, product, run, socketUrl, until, url } from './server.mjs';

const symbol = product.replace('-', '/');

function connect(name) {
  const { key, secret, passphrase } = keyOf(name);
  const client = new ccxt.pro.coinbaseexchange({ apiKey: key, secret, password: passphrase, enableRateLimit: false });
  client.urls.api = { public: url, private: url, ws: socketUrl };
  return client;
}

run(async () => {
  const [seller, buyer] = [connect('SELLER'), connect('BUYER')];
  // ccxt opens a socket without TLS only after this.
  await Promise.all([seller.loadHttpProxyAgent(), buyer.loadHttpProxyAgent()]);
  const markets = await seller.loadMarkets();
  assert.equal(markets[symbol].active, true);
  assert.equal(markets[symbol].precision.amount, 1);
  assert.ok(Math.abs((await seller.fetchTime()) - Date.now()) < 5_000);

  const before = await buyer.fetchBalance();
  assert.ok(before.USD.free > 0);

  // An ask rests, is found by its id and by the client's own, and the book shows it.
  const clientOrderId = randomUUID();
  const ask = await seller.createOrder(symbol, 'limit', 'sell', 4, 3.5, { clientOrderId });
  assert.equal(ask.status, 'open');
  assert.equal((await seller.fetchOrder(ask.id)).clientOrderId, clientOrderId);
  assert.equal((await seller.fetchOrder(undefined, symbol, { clientOrderId })).id, ask.id);
  assert.equal((await seller.createOrder(symbol, 'limit', 'sell', 4, 3.5, { clientOrderId })).id, ask.id);
  assert.deepEqual((await seller.fetchOpenOrders(symbol)).map(order => order.id), [ask.id]);
  const resting = await seller.fetchOrderBook(symbol);
  assert.deepEqual(resting.asks[0].slice(0, 2), [3.5, 4]);

  // The book is watched while a bid takes half of the ask.
  const watched = await buyer.watchOrderBook(symbol);
  assert.deepEqual(watched.asks[0].slice(0, 2), [3.5, 4]);
  const told = buyer.watchOrders(symbol);
  const traded = buyer.watchTrades(symbol);
  await until('both sockets are open', () => Object.values(buyer.clients).filter(client => client.connection?.readyState === 1).length === 2);
  await new Promise(resolve => setTimeout(resolve, 300));
  const bid = await buyer.createOrder(symbol, 'limit', 'buy', 2, 3.6);
  assert.equal(bid.status, 'closed');
  assert.equal(bid.filled, 2);
  assert.equal(bid.average, 3.5);
  await until('the watched book shows the fill', () => buyer.orderbooks[symbol].asks[0]?.[1] === 2);
  assert.equal((await told)[0].id, bid.id);
  await until('the own order is told to be done', () => buyer.orders.find(order => order.id === bid.id)?.status === 'closed');
  assert.equal((await traded)[0].amount, 2);

  const [fill] = await buyer.fetchMyTrades(symbol);
  assert.equal(fill.order, bid.id);
  assert.equal(fill.takerOrMaker, 'taker');
  assert.equal(fill.fee.cost, 0.0175);
  assert.equal((await seller.fetchOrder(ask.id)).remaining, 2);
  assert.equal((await buyer.fetchTrades(symbol))[0].price, 3.5);
  assert.equal((await buyer.fetchTicker(symbol)).last, 3.5);
  assert.ok((await buyer.fetchOHLCV(symbol, '1m')).length >= 1);
  assert.ok((await buyer.fetchLedger('USD')).length > 0);
  assert.equal((await buyer.fetchDeposits('USD')).length, 1);

  // Cancelling: one, all of a product, and what clients must understand of refusals.
  await seller.cancelOrder(ask.id, symbol);
  assert.equal((await seller.fetchOrder(ask.id)).status, 'canceled');
  await assert.rejects(seller.cancelOrder(ask.id, symbol), ccxt.OrderNotFound);
  await assert.rejects(seller.fetchOrder(randomUUID()), ccxt.InvalidOrder);
  await buyer.createOrder(symbol, 'limit', 'buy', 1, 1.5);
  await buyer.createOrder(symbol, 'limit', 'buy', 1, 1.4, { postOnly: true });
  assert.equal((await buyer.fetchOpenOrders(symbol)).length, 2);
  await buyer.cancelAllOrders(symbol);
  assert.equal((await buyer.fetchOpenOrders(symbol)).length, 0);
  assert.equal((await buyer.fetchClosedOrders(symbol)).length, 3);
  await assert.rejects(buyer.createOrder(symbol, 'limit', 'buy', 60_000, 10), ccxt.InsufficientFunds);
  await assert.rejects(buyer.createOrder(symbol, 'limit', 'buy', 0.5, 3), ccxt.InvalidOrder);
  const stranger = connect('BUYER');
  stranger.secret = Buffer.from('another secret').toString('base64');
  await assert.rejects(stranger.fetchBalance(), ccxt.AuthenticationError);

  await Promise.all([seller.close(), buyer.close()]);
  return { client: 'ccxt', version: ccxt.version, filled: bid.filled };
});
