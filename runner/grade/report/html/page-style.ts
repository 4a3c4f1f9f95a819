import { chartStyle } from '../../../draw/chart/svg-style.ts'

/** The look of all pages. Print is always light; colours never say anything alone. */
export const pageStyle = `
:root{--paper:#fff;--ink:#1f2933;--soft:#52606d;--line:#cbd5e1;--panel:#f1f5f9;--accent:#1d5190;--bar:#2563a8;
--pass:#1a6b3c;--fail:#a4262c;--unknown:#7a4f00;--mono:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}
@media screen and (prefers-color-scheme:dark){:root{--paper:#10161d;--ink:#e6edf3;--soft:#a7b4c2;--line:#3b4b60;
--panel:#18212b;--accent:#8abdf3;--bar:#6aa9ec;--pass:#6fce97;--fail:#ff9c97;--unknown:#e8b64c}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,'Segoe UI','DejaVu Sans',sans-serif;
scroll-padding-top:1rem}
body{max-width:76rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.25rem;margin:2.5rem 0 .75rem;padding-bottom:.25rem;border-bottom:2px solid var(--line)}
.steps h2{font-size:1.05rem;margin:1.25rem 0 .25rem;padding:0;border:0}
h3{font-size:1.1rem;margin:0 0 .5rem}
h4{font-size:1rem;margin:1rem 0 .25rem}
p{margin:.25rem 0}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
code,pre{font-family:var(--mono);font-size:.875em}
pre{margin:.25rem 0;padding:.5rem;background:var(--panel);border:1px solid var(--line);border-radius:4px;
white-space:pre-wrap}
ul{margin:0;padding:0;list-style:none}
details{margin:.75rem 0}
.check details{margin:0}
summary{cursor:pointer;color:var(--accent)}
.soft{color:var(--soft)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem;background:var(--paper);padding:.5rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,10rem),1fr));gap:.75rem;margin:1rem 0}
.facts div{padding:.5rem .75rem;background:var(--panel);border-radius:4px}
.facts dt{color:var(--soft);font-size:.875rem}
.facts dd{margin:0;font-size:1.25rem;font-weight:600}
.small dd{font-size:1rem;font-weight:400}
figure{margin:0}
.chart{min-width:30rem;max-width:40rem;width:100%;height:auto;border:1px solid var(--line);border-radius:4px}
.chart text{font:13px var(--mono)}
.scroll{position:relative;overflow:auto;max-height:88vh;border:1px solid var(--line);border-radius:4px}
.picture{overflow:auto;border:0;max-width:40rem}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.9375rem}
caption{text-align:left;padding:.5rem;color:var(--soft)}
th,td{padding:.3rem .5rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{position:sticky;top:0;z-index:1;background:var(--panel);vertical-align:bottom;overflow-wrap:normal}
tbody th{position:sticky;left:0;background:var(--paper);min-width:8rem;max-width:14rem;font-weight:600}
thead th:first-child{left:0;z-index:2}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.tall span{writing-mode:vertical-rl;transform:rotate(180deg);font-weight:400;font-family:var(--mono);font-size:.8125rem;
white-space:nowrap}
th code{font-weight:400}
td.mark{text-align:center;padding-inline:.25rem}
td .outcome{white-space:nowrap}
.rate{margin-top:.45rem;width:100%;min-width:5rem;height:.6rem;display:block;background:var(--line)}
.rate rect{fill:var(--bar)}
.pass{color:var(--pass)}
.fail{color:var(--fail)}
.cannot-run,.ungradable,.refused{color:var(--unknown)}
.skipped,.missing{color:var(--soft)}
.sign{font-family:var(--mono)}
fieldset{border:0;margin:0 0 .75rem;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
legend{float:left;padding:0;margin-right:1rem;color:var(--soft)}
input{accent-color:var(--accent)}
.ordered{display:none}
#class:has(#by-student:checked) .by-student,#class:has(#by-name:checked) .by-name,
#class:has(#by-points:checked) .by-points,#class:has(#by-outcome:checked) .by-outcome{display:block}
@supports not selector(:has(*)){fieldset{display:none}.by-student{display:block}}
.cards{display:grid;gap:.75rem}
details .cards{margin-top:.75rem}
.card,.student{border:1px solid var(--line);border-left:4px solid var(--line);border-radius:4px;padding:.75rem 1rem}
.card{border-left-color:var(--fail)}
.card.unknown{border-left-color:var(--unknown)}
.student{margin:1rem 0}
.student:target{border-color:var(--accent)}
.check{padding:.25rem 0 .25rem .75rem;border-left:3px solid transparent}
.check.is-fail{border-left-color:var(--fail)}
.check.is-cannot-run{border-left-color:var(--unknown)}
.check.is-fail,.check.is-cannot-run{margin:.5rem 0}
.status{font-weight:600}
.why{font-weight:600}
.check dl{display:grid;grid-template-columns:auto 1fr;gap:0 .75rem;margin:.25rem 0}
.check dt{color:var(--soft)}
.check dd{margin:0}
.who{display:flex;flex-wrap:wrap;gap:.1rem .9rem;margin-top:.25rem}
.notice{margin:.75rem 0;padding:.5rem .75rem;background:var(--panel);border-left:4px solid var(--unknown)}
@media (max-width:30rem){body{padding:.75rem}.student,.card{padding:.5rem .6rem}th,td{padding:.25rem .35rem}
tbody th{min-width:6.5rem;max-width:7.5rem}.check dl{display:block}.check dd{margin-left:1rem}}
@media print{html{font-size:10pt}body{max-width:none;padding:0}.skip,nav,fieldset,.back{display:none}
.scroll{overflow:visible;max-height:none;border:0}thead th,tbody th{position:static}table{font-size:7.5pt}tbody th{min-width:0;max-width:8rem}
th,td{padding:.15rem .2rem}td.mark{padding-inline:0}.tall span{font-size:7pt}
h2,h3,h4{break-after:avoid}tr,.check,.card,figure{break-inside:avoid}a{color:inherit}
details::details-content{content-visibility:visible;block-size:auto}}
${chartStyle.replaceAll('@media (', '@media screen and (')}
`
