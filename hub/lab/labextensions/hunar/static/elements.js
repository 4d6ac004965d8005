/*
 * Building the panel's elements. Everything is set as text, never as HTML.
 */
export function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export function heading(text) {
  return element('h2', {}, text);
}

export function warning(text) {
  return element('p', { class: 'hunar-warning' }, text);
}

/** @param {[string, string][]} pairs */
export function facts(pairs) {
  const list = element('dl', { class: 'hunar-facts' });
  for (const [term, value] of pairs) {
    list.append(element('dt', {}, term), element('dd', {}, value));
  }
  return list;
}

/** A paragraph with a link to one of Hunar's pages; nothing without an address. */
export function pageLink(href, text) {
  return href ? [element('p', {}, element('a', { href, target: '_blank', rel: 'noopener' }, text))] : [];
}

export function when(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}
