import { euros, lampById, lamps, picture } from './catalog.js';
import { lines, pieces, readCart, total, withCart, writeCart } from './cart.js';

const { CookieConsent, touchtrail } = window;
const cart = readCart();
const find = (selector) => document.querySelector(selector);

/** Runs once the visitor has answered the banner, on this page or on an earlier one. */
function whenDecided(run) {
  if (CookieConsent.validConsent()) run();
  else window.addEventListener('cc:onConsent', run, { once: true });
}

const card = (lamp) => `
  <li><a class="card" href="product.html?id=${lamp.id}">
    <span class="stage">${picture(lamp)}</span>
    <span class="card-name">${lamp.name}</span>
    <span class="card-kind">${lamp.kind}</span>
    <span class="card-price">${euros(lamp.price)}</span>
  </a></li>`;

function showGrid(list) {
  const room = new URLSearchParams(location.search).get('room');
  const limit = Number(list.dataset.limit ?? lamps.length);
  const shown = lamps.filter((lamp) => !room || lamp.room === room).slice(0, limit);
  list.innerHTML = (shown.length > 0 ? shown : lamps).map(card).join('');
  for (const link of document.querySelectorAll('[data-room]')) {
    if (link.dataset.room === (room ?? '')) link.setAttribute('aria-current', 'page');
  }
}

function showProduct(page) {
  const lamp = lampById(new URLSearchParams(location.search).get('id')) ?? lamps[0];
  document.title = `${lamp.name} · Kvell`;
  page.querySelector('.stage').innerHTML = picture(lamp);
  page.querySelector('h1').textContent = lamp.name;
  page.querySelector('.kind').textContent = lamp.kind;
  page.querySelector('.lead').textContent = lamp.line;
  page.querySelector('.text').textContent = lamp.text;
  page.querySelector('.price').textContent = euros(lamp.price);
  page.querySelector('.facts').innerHTML = lamp.facts.map((fact) => `<li>${fact}</li>`).join('');
  page.querySelector('#add').addEventListener('click', () => {
    cart.set(lamp.id, Math.min((cart.get(lamp.id) ?? 0) + 1, 9));
    location.href = withCart('cart.html', cart);
  });
}

const line = ({ lamp, count, sum }) => `
  <li class="line">
    <span class="thumb">${picture(lamp)}</span>
    <span class="line-name">${lamp.name}<small>${lamp.kind}</small></span>
    <span class="line-count">
      <button type="button" data-step="-1" data-id="${lamp.id}" aria-label="One ${lamp.name} less">−</button>
      <output>${count}</output>
      <button type="button" data-step="1" data-id="${lamp.id}" aria-label="One ${lamp.name} more">+</button>
    </span>
    <span class="line-sum">${euros(sum)}</span>
  </li>`;

function showCart(page) {
  if (cart.size === 0) return;
  page.dataset.state = 'full';
  page.querySelector('.lines').innerHTML = lines(cart).map(line).join('');
  page.querySelector('.lines').addEventListener('click', ({ target }) => {
    const button = target.closest('button[data-step]');
    if (!button) return;
    const count = (cart.get(button.dataset.id) ?? 0) + Number(button.dataset.step);
    if (count > 0) cart.set(button.dataset.id, Math.min(count, 9));
    else cart.delete(button.dataset.id);
    location.replace(withCart('cart.html', cart));
  });
}

/** Customers are known by a digest: the address itself never leaves the page. */
async function customerId(email) {
  const bytes = new TextEncoder().encode(email.trim().toLowerCase());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `c-${Array.from(digest.slice(0, 10), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function watchAddress(form) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    // Over plain http a browser offers no digests: then the visit stays anonymous.
    if (CookieConsent.acceptedCategory('personal') && window.crypto?.subtle) {
      touchtrail.identify(await customerId(form.querySelector('#email').value));
    }
    location.href = withCart('payment.html', cart);
  });
}

function watchPayment(form) {
  form.querySelector('[type=submit]').textContent = `Pay ${euros(total(cart))}`;
  form.addEventListener('change', () => {
    const byCard = form.querySelector('#by-card').checked;
    for (const input of form.querySelectorAll('.card-fields input')) input.disabled = !byCard;
    form.querySelector('.card-fields').hidden = !byCard;
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const url = new URL('thanks.html', location.href);
    url.searchParams.set('order', `KV-${Date.now().toString(36).toUpperCase()}`);
    url.searchParams.set('total', total(cart).toFixed(2));
    url.searchParams.set('items', writeCart(cart));
    location.href = url.href;
  });
}

function showThanks(page) {
  const query = new URLSearchParams(location.search);
  const order = query.get('order');
  const value = Number(query.get('total'));
  if (!order || !(value > 0)) return;
  page.querySelector('.order').textContent = order;
  page.querySelector('.total').textContent = euros(value);
  if (query.has('counted')) return;
  whenDecided(() => {
    touchtrail.conversion('order.placed', {
      touchpoint: 'order.placed',
      value,
      currency: 'EUR',
      props: { order },
    });
    // A reload of this page is not a second order.
    query.set('counted', '1');
    history.replaceState(history.state, '', `?${query}`);
  });
}

function showSummary(box) {
  if (cart.size === 0) return;
  box.querySelector('.summary-lines').innerHTML = lines(cart)
    .map(
      ({ lamp, count, sum }) =>
        `<li><span>${count} × ${lamp.name}</span><span>${euros(sum)}</span></li>`,
    )
    .join('');
  box.querySelector('.summary-total').textContent = euros(total(cart));
}

const parts = {
  '.grid': showGrid,
  '.product': showProduct,
  '.cart': showCart,
  '.summary': showSummary,
  '#address': watchAddress,
  '#payment': watchPayment,
  '.thanks': showThanks,
};
for (const [selector, show] of Object.entries(parts)) {
  const element = find(selector);
  if (element) show(element);
}

find('#switch')?.addEventListener('click', ({ currentTarget }) => {
  const on = currentTarget.getAttribute('aria-pressed') !== 'true';
  currentTarget.setAttribute('aria-pressed', String(on));
});

if (!find('.thanks')) {
  for (const link of document.querySelectorAll('a[href*=".html"]'))
    link.href = withCart(link.href, cart);
}
const badge = find('.badge');
if (badge) badge.textContent = pieces(cart) > 0 ? String(pieces(cart)) : '';
