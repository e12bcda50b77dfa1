// The cart lives in the address (`?cart=morel:1,wick:2`): the shop stores nothing on the device.
import { lampById } from './catalog.js';

/** Reads `morel:1,wick:2`; what is no lamp or no count is left out. */
export function readCart(search = location.search) {
  const cart = new Map();
  for (const part of (new URLSearchParams(search).get('cart') ?? '').split(',')) {
    const [id, count] = part.split(':');
    const pieces = Number.parseInt(count ?? '1', 10);
    if (lampById(id) && pieces > 0) cart.set(id, Math.min(pieces, 9));
  }
  return cart;
}

/** The cart as it stands in addresses. */
export const writeCart = (cart) => [...cart].map(([id, count]) => `${id}:${count}`).join(',');

/** The address of a page that goes on with this cart. */
export function withCart(href, cart) {
  const url = new URL(href, location.href);
  if (cart.size > 0) url.searchParams.set('cart', writeCart(cart));
  else url.searchParams.delete('cart');
  return url.href;
}

/** Lamps with their counts and sums. */
export const lines = (cart) =>
  [...cart].map(([id, count]) => {
    const lamp = lampById(id);
    return { lamp, count, sum: lamp.price * count };
  });

/** What the cart costs. */
export const total = (cart) => lines(cart).reduce((sum, line) => sum + line.sum, 0);

/** How many pieces are in it. */
export const pieces = (cart) => [...cart.values()].reduce((sum, count) => sum + count, 0);
