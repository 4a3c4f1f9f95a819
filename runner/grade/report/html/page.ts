import { createHash } from 'node:crypto'
import { html, Markup } from './markup.ts'
import { pageStyle } from './page-style.ts'

/**
 * Nothing is loaded, sent or run: what somebody has smuggled into a page would find every way shut. The one style sheet
 * is allowed by what it says: https://www.w3.org/TR/CSP3/#grammardef-hash-source
 */
const policy = (): string => {
  const hash = createHash('sha256').update(pageStyle).digest('base64')
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
}

/** A whole page that stands alone. */
export function renderPage(title: string, body: Markup): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Markup(policy())}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${new Markup(`<style>${pageStyle}</style>`)}
      </head>
      <body>
        ${body}
      </body>
    </html> `
  return page.text
}
