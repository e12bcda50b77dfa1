import { afterEach, expect, test, vi } from 'vitest';
import { checkOrigins } from './origins.ts';

afterEach(() => vi.restoreAllMocks());

test('an origin that could never match is told with the right one', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  checkOrigins('origins', ['https://chat.example.com', 'http://localhost:8080']);
  expect(warn).not.toHaveBeenCalled();
  checkOrigins('origins', [
    'https://Chat.example.com/',
    'https://a.example:443',
    'chat.example.com',
  ]);
  expect(warn.mock.calls.flat()).toEqual([
    '[touchtrail] origins: write https://chat.example.com, not https://Chat.example.com/',
    '[touchtrail] origins: write https://a.example, not https://a.example:443',
    '[touchtrail] origins: write https://…, not chat.example.com',
  ]);
});
