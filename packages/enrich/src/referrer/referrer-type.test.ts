import { expect, test } from 'vitest';
import { referrerTypeOf } from './referrer-type.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['https://shop.example:8443/a', 'internal'],
  ['https://evilshop.example/a', 'other'],
  ['https://shop.example.evil.example/a', 'other'],
  ['https://www.google.com/', 'search'],
  ['https://www.google.de/', 'search'],
  ['https://www.google.co.uk/', 'search'],
  ['https://www.bing.com/', 'search'],
  ['https://duckduckgo.com/', 'search'],
  ['https://de.search.yahoo.com/', 'search'],
  ['https://search.brave.com/', 'search'],
  ['https://www.ecosia.org/', 'search'],
  ['https://yandex.com.tr/', 'search'],
  ['https://m.baidu.com/', 'search'],
  ['android-app://com.google.android.googlequicksearchbox/', 'search'],
  ['https://docs.google.com/', 'other'],
  ['https://accounts.google.com/', 'other'],
  ['https://mail.google.com/', 'mail'],
  ['https://outlook.live.com/', 'mail'],
  ['https://outlook.office365.com/', 'mail'],
  ['https://mail.proton.me/', 'mail'],
  ['https://webmail.hosting.example/', 'mail'],
  ['https://email.t-online.de/', 'mail'],
  ['https://deref-gmx.net/', 'mail'],
  ['https://navigator.web.de/', 'mail'],
  ['android-app://com.google.android.gm/', 'mail'],
  ['android-app://com.microsoft.office.outlook/', 'mail'],
  ['https://www.facebook.com/', 'social'],
  ['https://lm.facebook.com/', 'social'],
  ['https://l.instagram.com/', 'social'],
  ['https://t.co/', 'social'],
  ['https://x.com/', 'social'],
  ['https://netflix.com/', 'other'],
  ['https://out.reddit.com/', 'social'],
  ['https://www.linkedin.com/', 'social'],
  ['https://lnkd.in/', 'social'],
  ['https://www.youtube.com/', 'social'],
  ['https://www.xing.com/', 'social'],
  ['android-app://com.linkedin.android/', 'social'],
  ['https://chatgpt.com/', 'ai_assistant'],
  ['https://chat.openai.com/', 'ai_assistant'],
  ['https://www.perplexity.ai/', 'ai_assistant'],
  ['https://gemini.google.com/', 'ai_assistant'],
  ['https://copilot.microsoft.com/', 'ai_assistant'],
  ['https://claude.ai/', 'ai_assistant'],
  ['https://chat.mistral.ai/', 'ai_assistant'],
  ['https://my-claude.example/', 'other'],
  ['https://blog.example.com/', 'other'],
  ['https://booking.example/', 'other'],
  ['android-app://com.slack/', 'other'],
])('%s → %s', (referrer, kind) => {
  const page = { url: 'https://shop.example:8443/x', referrer };
  expect(referrerTypeOf(page as { referrer: string })).toBe(kind);
});

test('what the sender says stands', () => {
  const referrer = 'https://www.google.de/';
  expect(referrerTypeOf({ referrer, referrerType: 'partner' })).toBe('partner');
  expect(referrerTypeOf({ referrerType: 'partner' })).toBeUndefined();
});
