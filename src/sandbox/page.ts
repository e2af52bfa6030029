import type { Route } from './http/call';

const style = `
:root { color-scheme: light dark; --back: #f5f6f8; --card: #fff; --text: #1d2330; --soft: #667085; --line: #e3e6ec;
  --accent: #1f6feb; --good: #1a7f4b; --bad: #c4372c; --fresh: #fff4cc; }
@media (prefers-color-scheme: dark) { :root { --back: #14171c; --card: #1d2127; --text: #e6e9ef; --soft: #98a2b3;
  --line: #2e343d; --accent: #6ea8ff; --good: #5cc98f; --bad: #ff8a80; --fresh: #3d3617; } }
* { box-sizing: border-box }
body { margin: 0; font: 14px/1.45 system-ui, sans-serif; background: var(--back); color: var(--text) }
header, main { max-width: 1280px; margin: 0 auto; padding: 16px 20px }
header { display: flex; flex-wrap: wrap; gap: 6px 20px; align-items: center; padding-bottom: 0 }
h1 { font-size: 20px; margin: 0 }
header p { margin: 0; flex: 1 1 320px; color: var(--soft) }
button { font: inherit; padding: 5px 12px; border: 1px solid var(--line); border-radius: 6px; background: var(--card);
  color: inherit; cursor: pointer }
button:hover { border-color: var(--accent) }
button[aria-pressed=true] { background: var(--accent); border-color: var(--accent); color: var(--card) }
.counts { display: flex; flex-wrap: wrap; gap: 6px 28px; width: 100%; margin: 4px 0 0; padding: 0; list-style: none }
.counts b { font-size: 20px; font-variant-numeric: tabular-nums }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 16px }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; min-width: 0 }
h2 { font-size: 14px; margin: 0 0 6px }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
td { text-align: left; padding: 4px 8px 4px 0; border-top: 1px solid var(--line); overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
td:last-child { text-align: right; padding-right: 0; color: var(--soft); width: 74px }
.soft { color: var(--soft) } .good { color: var(--good) } .bad { color: var(--bad) }
.narrow { width: 76px } .state { width: 150px } code, .code { font: 12.5px/1.5 ui-monospace, monospace }
.fresh { animation: fresh 3s ease-out } @keyframes fresh { from { background: var(--fresh) } }
@media (prefers-reduced-motion: reduce) { .fresh { animation: none; background: var(--fresh) } }
.curl { display: block; overflow-x: auto; white-space: pre; padding: 8px 10px; background: var(--back); border-radius: 6px }
#lost { color: var(--bad) }
`;

// Every text goes in by textContent: what is in the workspace may come from anywhere.
const script = `
const at = (id) => document.getElementById(id);
const ago = (seconds) => seconds < 5 ? 'now' : seconds < 60 ? Math.floor(seconds) + ' s' : seconds < 3600 ?
  Math.floor(seconds / 60) + ' min' : seconds < 86400 ? Math.floor(seconds / 3600) + ' h' : Math.floor(seconds / 86400) + ' d';
const seen = {};
function fill(id, rows) {
  const before = seen[id], now = new Set(rows.map((row) => row.key));
  seen[id] = now;
  at(id).replaceChildren(...rows.map(({ key, cells }) => {
    const line = document.createElement('tr');
    if (before && !before.has(key)) line.className = 'fresh';
    line.append(...cells.map(([text, style = '']) => {
      const cell = document.createElement('td');
      cell.textContent = text;
      cell.title = text;
      cell.className = style;
      cell.dir = 'auto';
      return cell;
    }));
    return line;
  }));
}
const stateStyle = { open: 'good', closed: 'soft', snoozed: 'soft' };
function show(live) {
  document.title = live.name;
  at('name').textContent = live.name;
  const { contacts, companies, conversations, tickets } = live.records;
  for (const [id, count] of Object.entries({ contacts, companies, conversations, tickets, requests: live.counts.requests }))
    at('n-' + id).textContent = count.toLocaleString();
  at('lively').setAttribute('aria-pressed', live.lively);
  at('curl').textContent = 'curl -H "Authorization: Bearer ' + live.token + '" "' + live.url + '/contacts?per_page=3"';
  const now = live.now / 1000;
  const kept = (kind, cells) => live[kind].map((one) => ({ key: one.id + ' ' + one.at, cells: [...cells(one), [ago(now - one.at)]] }));
  fill('contacts', kept('contacts', (one) => [[one.name || one.email || 'no name', ''], [one.tags.join(', ') || one.place, 'soft'],
    [one.role, 'soft narrow']]));
  fill('conversations', kept('conversations', (one) => [[one.who || 'no name', ''], [one.text, 'soft'], [one.state, stateStyle[one.state] + ' narrow']]));
  fill('tickets', kept('tickets', (one) => [[one.title, ''], [one.type || '', 'soft'], [one.state, 'soft state']]));
  fill('requests', live.requests.map((one) => ({ key: one.at + one.method + one.url, cells: [[one.method, 'code narrow'],
    [one.url, 'code'], [one.status || '…', (one.status < 400 ? 'good' : 'bad') + ' narrow'], [ago(now - one.at / 1000)]] })));
}
async function ask(path, body) {
  const answer = await fetch('/_sandbox/' + path, body && { method: 'POST', body: JSON.stringify(body) });
  return answer.json();
}
async function look() {
  try {
    if (document.visibilityState === 'visible') show(await ask('live'));
    at('lost').hidden = true;
  } catch { at('lost').hidden = false; }
}
at('customer').onclick = () => ask('customer', {}).then(look);
at('lively').onclick = () => ask('lively', { on: at('lively').getAttribute('aria-pressed') !== 'true' }).then(look);
at('reset').onclick = () => ask('reset', {}).then(look);
document.addEventListener('visibilitychange', look);
look();
setInterval(look, 1000);
`;

const card = (id: string, title: string): string =>
    `<section><h2>${title}</h2><table aria-label="${title}"><tbody id="${id}"></tbody></table></section>`;
const count = (id: string, label: string): string => `<li><b id="n-${id}">…</b> ${label}</li>`;

const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sandbox workspace</title><link rel="icon" href="data:,"><style>${style}</style></head><body>
<header><h1 id="name">Sandbox workspace</h1>
<p>A local stand-in for Intercom. Everything in it is invented and stays on this computer.
<span id="lost" hidden>It does not answer: it has ended.</span></p>
<button id="customer">Let a customer write</button>
<button id="lively" aria-pressed="false">Customers write now and then</button>
<button id="reset">Fill it anew</button>
<ul class="counts">${[
    count('contacts', 'contacts'),
    count('companies', 'companies'),
    count('conversations', 'conversations'),
    count('tickets', 'tickets'),
    count('requests', 'requests'),
].join('')}</ul></header>
<main>${card('conversations', 'Conversations, changed last')}${card('contacts', 'Contacts, changed last')}
${card('requests', 'Requests as they come')}${card('tickets', 'Tickets, changed last')}
<section><h2>Ask it yourself</h2><code class="curl" id="curl"></code></section></main>
<script>${script}</script></body></html>
`;

/** Nothing is loaded from anywhere, nothing is sent but to the sandbox itself, and nobody may frame it. */
const policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What a browser sees at the root: what is in the workspace, live. */
export const pageRoute: Route = {
    method: 'GET',
    path: '/',
    control: true,
    onlyFor: 'text/html',
    operation: () => ({
        headers: {
            'content-type': 'text/html; charset=utf-8',
            'content-security-policy': policy,
            'cache-control': 'no-store',
            'x-content-type-options': 'nosniff',
        },
        bytes: html,
    }),
};
