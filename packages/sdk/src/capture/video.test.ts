// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { usePage } from './testing/core.ts';
import { video } from './video.ts';

const page = usePage(video);

const state = (values: Record<string, unknown>, selector = 'video') => {
  for (const key in values) {
    Object.defineProperty(page.find(selector), key, { value: values[key], configurable: true });
  }
};
const at = (currentTime: number, type = 'timeupdate', selector = 'video') => {
  state({ currentTime }, selector);
  page.find(selector).dispatchEvent(new Event(type));
};
const told = () => page.core.said.map(({ name, props }) => [name, props['percent']]);
const open = (attributes = 'id="tour"', values: Record<string, unknown> = {}) => {
  page.open(`<section data-touchpoint="home.tour"><video ${attributes}></video></section>`);
  state({ duration: 100, muted: false, autoplay: false, currentSrc: '', ...values });
};

test('the first play is a touch; quarters and the end are told once', () => {
  open();
  at(0, 'playing');
  for (let second = 0; second <= 100; second++) at(second);
  at(10, 'playing');
  at(30);
  at(100);
  expect(told()).toEqual([
    ['video.played', 0],
    ['video.progressed', 25],
    ['video.progressed', 50],
    ['video.progressed', 75],
    ['video.completed', 100],
  ]);
  expect(page.core.said[0]).toEqual({
    type: 'touch',
    name: 'video.played',
    touchpoint: 'home.tour',
    props: { video: 'tour', seconds: 100, percent: 0 },
  });
  expect(page.core.said.slice(1).every(({ type }) => type === 'interaction')).toBe(true);
});

test('a jump tells where it went, and nothing twice', () => {
  open();
  at(0, 'playing');
  at(80);
  at(10);
  at(30);
  expect(told()).toEqual([
    ['video.played', 0],
    ['video.progressed', 75],
  ]);
});

test('without a name a video is known by its file; a stream has no quarters', () => {
  open('', { currentSrc: 'https://cdn.example/v/intro.mp4?token=1', duration: Infinity });
  at(0, 'playing');
  at(500);
  expect(page.core.said.map(({ props }) => props['video'])).toEqual(['intro.mp4']);
});

test('a background video and one in an ignored part are none', () => {
  open('', { muted: true, autoplay: true });
  at(0, 'playing');
  page.open('<div data-touchpoint-ignore><video></video></div>');
  at(0, 'playing');
  expect(page.core.said).toEqual([]);
});

test('another source in the same element is another video; what plays on is not', () => {
  open();
  at(30);
  expect(page.core.said).toEqual([]);
  at(30, 'playing');
  page.core.view();
  at(60);
  at(0, 'emptied');
  at(0, 'playing');
  expect(told()).toEqual([
    ['video.played', 25],
    ['video.progressed', 50],
    ['video.played', 0],
  ]);
});
