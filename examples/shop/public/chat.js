// A real chat widget, deep-chat, loaded when somebody asks for it. The answers are scripted here; a shop
// of your own connects its bot. What is written stays in the widget: Touchtrail learns that there was a
// talk, who spoke and how long an answer took, never a word of it.

const answers = [
  [/(morel|mushroom|bed)/i, 'Morel is our reading lamp: warm, small, with a dimmer on the foot.'],
  [/(deliver|ship|when)/i, 'Two to three days inside the EU, wrapped in paper.'],
  [/(return|back)/i, 'Thirty days, and we pay the way back.'],
  [
    /(human|person|call|phone)/i,
    'Of course. Leave a message here and Ines writes back from nine to five.',
  ],
];
const answerTo = (text) =>
  answers.find(([pattern]) => pattern.test(text))?.[1] ??
  'I know about lamps, delivery and returns. Which is it?';

const open = document.createElement('button');
open.type = 'button';
open.className = 'ask';
open.textContent = 'Ask us';
open.setAttribute('aria-expanded', 'false');
open.setAttribute('aria-controls', 'chat');

const panel = document.createElement('section');
panel.id = 'chat';
panel.className = 'chat';
panel.hidden = true;
panel.setAttribute('aria-label', 'Chat with Kvell');

async function show() {
  await import('./vendor/deepChat.bundle.js');
  if (panel.firstChild) return;
  const chat = document.createElement('deep-chat');
  chat.connect = {
    handler: ({ messages }, signals) => {
      const said = messages?.at(-1)?.text ?? '';
      setTimeout(() => signals.onResponse({ text: answerTo(said) }), 400);
    },
  };
  chat.introMessage = { text: 'Good evening. A lamp, a delivery, a return?' };
  chat.textInput = { placeholder: { text: 'Your question' } };
  // With a font of the page's own it fetches none from elsewhere.
  chat.setAttribute('style', 'width: 100%; height: 100%; border: 0; font-family: system-ui');
  chat.messageStyles = { default: { user: { bubble: { backgroundColor: '#a8431a' } } } };
  panel.append(chat);
}

open.addEventListener('click', () => {
  const shown = panel.hidden;
  panel.hidden = !shown;
  open.setAttribute('aria-expanded', String(shown));
  open.textContent = shown ? 'Close' : 'Ask us';
  if (shown) show();
});
panel.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  open.click();
  open.focus();
});
document.body.append(panel, open);
