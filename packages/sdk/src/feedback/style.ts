/** Looks of the prompt. What starts with `--touchtrail-feedback-` is the page's to set. */
export const css = `
:host{all:initial;position:fixed;inset-block-end:1rem;inset-inline-end:1rem;z-index:var(--touchtrail-feedback-z,2147483000);max-inline-size:calc(100vw - 2rem)}
*{box-sizing:border-box}
[role=dialog]{--a:var(--touchtrail-feedback-accent,#1d4ed8);--f:var(--touchtrail-feedback-color,#1f2937);--b:var(--touchtrail-feedback-background,#fff);position:relative;inline-size:var(--touchtrail-feedback-width,26rem);max-inline-size:100%;max-block-size:calc(100dvh - 2rem);overflow:auto;padding:1.25rem;border:1px solid var(--touchtrail-feedback-border,#6b7280);border-radius:var(--touchtrail-feedback-radius,.75rem);color:var(--f);background:var(--b);font:var(--touchtrail-feedback-font,400 1rem/1.4 system-ui,sans-serif);box-shadow:0 .5rem 2rem #0003}
fieldset{border:0;margin:0;padding:0;min-inline-size:0}
legend{padding:0;padding-inline-end:2.5rem;font-weight:600}
.s{display:grid;grid-template-columns:repeat(auto-fit,minmax(1.75rem,1fr));gap:.25rem;margin-block:.75rem .25rem}
.s label{position:relative;text-align:center;cursor:pointer}
.s input{position:absolute;inset:0;inline-size:100%;block-size:100%;margin:0;opacity:0;cursor:pointer}
.s span{display:block;padding:.6rem .2rem;border:1px solid var(--touchtrail-feedback-border,#6b7280);border-radius:.4rem}
.s :checked+span{color:var(--touchtrail-feedback-on-accent,#fff);background:var(--a);border-color:var(--a);font-weight:600}
.e{display:flex;justify-content:space-between;gap:1rem;font-size:.875em}
.c{display:block;margin-block-start:.75rem}
textarea{display:block;inline-size:100%;min-block-size:4.5rem;margin-block-start:.25rem;padding:.5rem;border:1px solid var(--touchtrail-feedback-border,#6b7280);border-radius:.4rem;font:inherit;color:inherit;background:inherit}
button{min-block-size:2.5rem;padding:.4rem 1rem;border:1px solid var(--a);border-radius:.4rem;font:inherit;cursor:pointer}
form button{margin-block-start:.75rem;color:var(--touchtrail-feedback-on-accent,#fff);background:var(--a)}
.x{position:absolute;inset-block-start:.75rem;inset-inline-end:.75rem;inline-size:2.5rem;padding:0;border-color:transparent;color:inherit;background:none}
button:focus-visible,textarea:focus-visible,.s :focus-visible+span{outline:3px solid var(--a);outline-offset:2px}
[hidden]{display:none}
p{margin:0}
p:not(:empty){margin-block-start:.75rem;padding-inline-end:2.5rem}
.h{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(prefers-reduced-motion:no-preference){[role=dialog]{animation:i .2s ease-out}@keyframes i{from{opacity:0;transform:translateY(.5rem)}}}
@media(forced-colors:active){.s :checked+span{forced-color-adjust:none;color:HighlightText;background:Highlight}}
@media print{:host{display:none}}`;
