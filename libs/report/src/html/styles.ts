import { paletteVariables } from '../palette.ts';

/** The styles of all pages: screen, phone, dark mode, print. */
export const styles = `
:root{color-scheme:light dark;${paletteVariables('light')};
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
@media screen and (prefers-color-scheme:dark){:root{${paletteVariables('dark')}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0 auto;padding:0 clamp(1rem,4vw,2.5rem) 4rem;max-width:68rem;background:var(--paper);color:var(--ink);
font:400 1rem/1.6 var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:break-word}
h1,h2,h3{line-height:1.25;font-weight:650;letter-spacing:-.011em;text-wrap:balance}
h1{font-size:clamp(1.55rem,1.1rem + 2vw,2.25rem);margin:.25rem 0 .5rem}
h2{font-size:1.35rem;margin:0 0 1.1rem}
h3{font-size:1.02rem;margin:2rem 0 .75rem}
p{margin:0 0 1rem;max-width:44rem}
a{color:inherit;text-underline-offset:.2em;text-decoration-color:var(--muted)}
a:focus-visible,[tabindex]:focus-visible,summary:focus-visible{outline:2px solid var(--normal);outline-offset:3px;border-radius:2px}
code,pre,.id{font-family:var(--mono);font-size:.86em}
.masthead{padding-top:clamp(1.75rem,5vw,3.5rem)}
.kicker{margin:0;color:var(--muted);font-size:.8rem;letter-spacing:.06em;text-transform:uppercase}
.byline{color:var(--muted);margin:0}
.contents{margin:1.5rem 0 2rem;border-block:1px solid var(--line)}
.contents ul{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1.4rem;margin:0;padding:.7rem 0}
.contents a{display:inline-block;padding:.2rem 0;color:var(--muted);font-size:.88rem;text-decoration:none}
.contents a:hover{color:var(--ink);text-decoration:underline}
section{margin-top:3.25rem;padding-top:1.75rem;border-top:1px solid var(--line);scroll-margin-top:1rem}
.notice{border-left:3px solid var(--muted);background:var(--panel);padding:.75rem 1rem;margin:0 0 1rem;border-radius:0 4px 4px 0}
.notice p,.notice ul{margin:0;max-width:none}
.notice ul{padding-left:1.1rem}
.notice.danger{border-color:var(--danger)}
.notice.danger strong{color:var(--danger)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:1rem;margin:0 0 1rem}
.card{background:var(--panel);border-radius:6px;padding:1rem 1.15rem}
.card dt{color:var(--muted);font-size:.88rem}
.card dd{margin:0}
.card .big{font-size:2.1rem;line-height:1.2;font-weight:620;letter-spacing:-.02em}
.card .small,.small{color:var(--muted);font-size:.85rem}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1.75rem 2rem;margin:1.25rem 0;align-items:start}
.charts.three{grid-template-columns:repeat(auto-fit,minmax(min(100%,17.5rem),1fr))}
figure{margin:0}
figure svg{display:block;width:100%;max-width:28rem;height:auto}
figure svg text{font-family:var(--sans)}
figcaption{color:var(--muted);font-size:.85rem;margin-top:.5rem;max-width:34rem}
.chart-title{color:var(--ink);font-size:.95rem;font-weight:600;margin:0 0 .5rem}
.scroll{overflow-x:auto;background:linear-gradient(to left,var(--paper) 40%,transparent) right/3rem 100% no-repeat local,
linear-gradient(to left,var(--line),transparent) right/.8rem 100% no-repeat scroll;margin:0 0 1.25rem;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.93rem;line-height:1.4}
caption{text-align:left;color:var(--muted);font-size:.85rem;padding:0 0 .5rem}
caption strong{color:var(--ink);font-size:.95rem;display:block}
th,td{padding:.5rem .9rem .5rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--muted);font-weight:500;font-size:.85rem;vertical-align:bottom}
tbody th{font-weight:500}
td.n,th.n{text-align:right}
td.n+td:not(.n),th.n+th:not(.n){padding-left:1.5rem}
th .small,td .small{display:block;font-weight:400}
tr.ours th,tr.ours td{background:var(--panel)}
tr.ours th{padding-left:.6rem}
td.value{white-space:nowrap}
td.value strong{font-weight:620}
.strip{display:block;position:relative;height:.3rem;width:100%;max-width:11rem;min-width:4.5rem;margin-top:.35rem;background:var(--line);border-radius:2px}
.strip i{position:absolute;top:0;bottom:0;left:var(--low);width:calc(var(--high) - var(--low));min-width:2px;background:var(--part);opacity:.55;border-radius:2px}
.strip b{position:absolute;top:-2px;bottom:-2px;left:calc(var(--value) - 1px);width:2px;background:var(--part)}
table.confusion{width:auto;min-width:min(100%,22rem)}
table.confusion td{text-align:center;min-width:6.5rem;padding:.8rem .6rem;border:2px solid var(--paper);border-radius:6px;vertical-align:middle;
background:color-mix(in srgb,var(--cell) calc(8% + var(--share)*44%),var(--paper))}
table.confusion td .small{color:var(--ink)}
table.confusion td strong{display:block;font-size:1.3rem;font-weight:620}
table.confusion th{border:0;vertical-align:middle}
table.confusion thead th{text-align:center}
table.heat td{background:color-mix(in srgb,var(--pneumonia) calc(var(--share)*62%),var(--paper));border:2px solid var(--paper);border-radius:4px;padding:.5rem .7rem}
dl.facts{display:grid;grid-template-columns:minmax(7rem,14rem) 1fr;gap:.4rem 1.25rem;margin:0 0 1.25rem;font-size:.93rem}
dl.facts dt{color:var(--muted)}
dl.facts dd{margin:0;overflow-wrap:anywhere}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,13rem),1fr));gap:1.25rem;margin:0 0 1rem;padding:0;list-style:none}
.gallery.sheet{grid-template-columns:repeat(auto-fill,minmax(6.5rem,1fr));gap:.75rem}
.gallery img{display:block;width:100%;aspect-ratio:1;object-fit:contain;background:#000;border-radius:4px}
.gallery figcaption{margin-top:.45rem;line-height:1.45}
.gallery .id{display:block;overflow-wrap:anywhere;font-size:.74rem}
.gallery .said{display:block;color:var(--ink);font-size:.9rem;font-weight:600}
.tag{display:inline-block;width:.62rem;height:.62rem;border-radius:50%;margin-right:.4rem;background:var(--part)}
.tag.hollow{background:transparent;border:2px solid var(--part)}
pre{background:var(--panel);border-radius:6px;padding:.9rem 1.1rem;margin:0 0 1rem;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.55}
details{margin:0 0 1.25rem}
summary{cursor:pointer;color:var(--muted);font-size:.93rem;margin-bottom:.6rem}
strong.bad{color:var(--danger)}
ul.plain{margin:0 0 1rem;padding-left:1.15rem}
footer{margin-top:3.5rem;padding-top:1.25rem;border-top:1px solid var(--line);color:var(--muted);font-size:.85rem}
@media (max-width:36rem){
dl.facts{grid-template-columns:1fr;gap:0}
dl.facts dd{margin-bottom:.6rem}
.cards{grid-template-columns:1fr 1fr;gap:.6rem}
.card{padding:.8rem .9rem}
.card .big{font-size:1.6rem}
.gallery{grid-template-columns:1fr 1fr;gap:1rem .75rem}
section{margin-top:2.5rem;padding-top:1.4rem}
table.figures .meaning,table.published .strip{display:none}
table.published td.value{white-space:normal}
th,td{padding-right:.6rem}
}
@media print{
@page{margin:16mm}
html{font-size:10pt}
body{max-width:none;padding:0}
.contents{display:none}
section{margin-top:1.4rem;padding-top:1rem}
h2,h3,caption,summary{break-after:avoid}
figure,tr,.card,.notice,pre,.scroll{break-inside:avoid}
.scroll:has(table.figures,table.epochs){break-inside:auto}
thead{break-after:avoid}
.masthead{padding-top:0;margin-bottom:1rem}
.cards{grid-template-columns:repeat(4,1fr)}
th,td{padding-top:.3rem;padding-bottom:.3rem}
.charts{grid-template-columns:repeat(2,1fr);gap:1rem}
.charts.three{grid-template-columns:repeat(3,1fr)}
.gallery{grid-template-columns:repeat(4,1fr)}
.scroll{overflow:visible;background:none}
details::details-content{content-visibility:visible;display:block;height:auto}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
a{text-decoration:none}
}
`;
