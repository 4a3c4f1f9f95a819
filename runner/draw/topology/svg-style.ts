/** The look of a picture. Plain rules, no variables: viewers that are no browsers understand them too. */
export const svgStyle = `
.net-paper{fill:#ffffff}
.net-text{font:13px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2933}
.net-name{font-weight:bold}
.net-place{stroke-width:1.5}
.net-host{fill:#f1f5f9;stroke:#64748b}
.net-container{fill:#ecfdf3;stroke:#3f8f5f}
.net-namespace{fill:#fdf6e3;stroke:#a17c1b}
.net-card{fill:#ffffff;stroke:#64748b}
.net-bridge{fill:#dbeafe;stroke:#2563a8}
.net-words{fill:none;stroke:none}
.net-off{stroke-dasharray:5 4}
.net-line{fill:none;stroke:#64748b;stroke-width:2}
.net-hand{stroke:#c2410c;stroke-width:4}
.net-port{stroke:#2563a8}
@media (prefers-color-scheme:dark){
.net-paper{fill:#10161d}
.net-text{fill:#e6edf3}
.net-host{fill:#18212b;stroke:#8b9bb0}
.net-container{fill:#12281d;stroke:#57b57c}
.net-namespace{fill:#2b2410;stroke:#d0a93b}
.net-card{fill:#0b1016;stroke:#8b9bb0}
.net-bridge{fill:#14304f;stroke:#6aa9ec}
.net-words{fill:none;stroke:none}
.net-line{stroke:#8b9bb0}
.net-hand{stroke:#fb923c}
.net-port{stroke:#6aa9ec}
}`

/** What is missing in a picture beside its goal. */
export const svgMarkStyle = `
.net-missing{stroke-dasharray:2 5;opacity:0.75}`
