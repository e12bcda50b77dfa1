import { expect, test } from 'vitest';
import { testSite } from '../testing/harness.ts';
import { isAllowed, policiesOf } from './content-policy.ts';
import { lookAtPage } from './look-at-page.ts';

const site = { ...testSite, origins: ['https://shop.example'] };
const service = new URL('https://t.example');
const look = (html: string, policy = '', url = 'https://shop.example/a') =>
  lookAtPage({ url: new URL(url), status: 200, policy, html }, site, service);
const tag = '<script async src="https://t.example/t.js" data-site="wk_test"></script>';

test('the tag is found with its key, whatever is around it', () => {
  expect(look(`<p title=">">${tag}</p>`)).toMatchObject({
    tag: 'found',
    isOriginAllowed: true,
    hasPolicy: false,
    isScriptAllowed: true,
    isSendingAllowed: true,
  });
  expect(look(`<!-- ${tag} -->`).tag).toBe('missing');
  expect(look(tag.replace('wk_test', 'wk_other')).tag).toBe('other_key');
  expect(look(tag, '', 'https://other.example/').isOriginAllowed).toBe(false);
});

test('a policy that blocks is seen in the header and in the page, with the line it needs', () => {
  const blocked = look(tag, "script-src 'self' https://t.example; connect-src 'self'");
  expect(blocked).toMatchObject({
    isScriptAllowed: true,
    isSendingAllowed: false,
    policyLine: 'script-src https://t.example; connect-src https://t.example',
  });
  const meta = `<meta content="default-src 'self'" http-equiv=Content-Security-Policy>${tag}`;
  expect(look(meta)).toMatchObject({ isScriptAllowed: false, isSendingAllowed: false });
  expect(look(tag, blocked.policyLine)).toMatchObject({
    isScriptAllowed: true,
    isSendingAllowed: true,
  });
});

test('what the page itself says of consent and of who it is', () => {
  expect(look(tag)).toMatchObject({ saysConsent: false, saysWho: false });
  const calls = "<script>touchtrail.consent('grant'); touchtrail?.identify('u')</script>";
  expect(look(tag + calls)).toMatchObject({ saysConsent: true, saysWho: true });
  expect(look(tag.replace('async', 'data-consent="granted"')).saysConsent).toBe(true);
});

test.each([
  ['connect-src https://t.example', true],
  ['connect-src t.example', true],
  ['connect-src *.example', true],
  ['connect-src http://t.example', true],
  ['connect-src https:', true],
  ['connect-src *', true],
  ['connect-src https://t.example:*', true],
  ['connect-src https://t.example/v1/', true],
  ["script-src 'none'", true],
  ['', true],
  ["connect-src 'none'", false],
  ["connect-src 'self'", false],
  ['connect-src https://t.example:8443', false],
  ['connect-src https://t.example/v2/', false],
  ['connect-src *.t.example', false],
  ['default-src https://cdn.example', false],
  ['connect-src *, default-src https://cdn.example', false],
])('%s lets events out: %s', (policy, expected) => {
  const url = new URL('https://t.example/v1/events');
  const page = new URL('https://shop.example/');
  expect(isAllowed(policiesOf(policy), 'connect', page, url)).toBe(expected);
});

test.each([
  ["script-src 'nonce-abc'", 'abc', true],
  ["script-src 'nonce-abc' 'strict-dynamic' https:", 'abc', true],
  ["script-src 'strict-dynamic' https:", '', false],
  ["script-src-elem https://t.example; script-src 'none'", '', true],
])('%s with the nonce %s lets the script in: %s', (policy, nonce, expected) => {
  const url = new URL('https://t.example/t.js');
  const page = new URL('https://shop.example/');
  expect(isAllowed(policiesOf(policy), 'script', page, url, nonce)).toBe(expected);
});
