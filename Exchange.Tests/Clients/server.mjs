// Where the exchange is and with which keys, from the environment; and the few checks that the scripts share.
import assert from 'node:assert/strict';

export const url = process.env.EXCHANGE_URL;
export const socketUrl = url.replace('http', 'ws');
export const product = process.env.EXCHANGE_PRODUCT ?? 'H100SXM-USD';

export const keyOf = name => ({
  key: process.env[`${name}_KEY`],
  secret: process.env[`${name}_SECRET`],
  passphrase: process.env[`${name}_PASSPHRASE`],
});

/** Waits until something is so, and says what was waited for where it never is. */
export async function until(what, holds, milliseconds = 10_000) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    const value = await holds();
    if (value) return value;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  assert.fail(`${what}: not within ${milliseconds} ms`);
}

/** Runs a script to its end: prints what it did, or why not, and exits with 0 or 1. */
export async function run(script) {
  try {
    const did = await script();
    console.log(JSON.stringify(did));
    process.exit(0);
  } catch (failure) {
    console.error(failure);
    process.exit(1);
  }
}
