// coinbase-api's client of the Exchange API.
import assert from 'node:assert/strict';
import { CBExchangeClient } from 'coinbase-api';
import { keyOf, product, run, url } from './server.mjs';

function connect(name) {
  const { key, secret, passphrase } = keyOf(name);
  return new CBExchangeClient({ apiKey: key, apiSecret: secret, apiPassphrase: passphrase, baseUrl: url });
}

run(async () => {
  const [seller, buyer] = [connect('SELLER'), connect('BUYER')];
  assert.equal((await buyer.getProduct({ product_id: product })).id, product);
  const ask = await seller.submitOrder({ product_id: product, side: 'sell', type: 'limit', price: '3.3', size: '2' });
  const book = await buyer.getProductBook({ product_id: product, level: 2 });
  assert.ok(book.asks.some(level => level[0] === '3.300000' && level[1] === '2'));
  const bid = await buyer.submitOrder({ product_id: product, side: 'buy', type: 'limit', price: '3.3', size: '1' });
  assert.equal((await buyer.getOrder({ order_id: bid.id })).status, 'done');
  assert.equal((await buyer.getFills({ order_id: bid.id })).length, 1);
  assert.equal(await seller.cancelOrder({ order_id: ask.id, product_id: product }), ask.id);
  assert.equal((await seller.getAccounts())[0].currency, 'USD');
  return { client: 'coinbase-api', cancelled: ask.id };
});
