type Child = Node | string | null | undefined | false;

/** Makes an element. Names with a hyphen, and `role`, are attributes; children are text or elements, never markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    properties: Record<string, unknown> = {},
    ...children: Child[]
): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (value === undefined) continue;
        if (name.includes('-') || name === 'role') element.setAttribute(name, String(value));
        else Object.assign(element, { [name]: value });
    }
    element.append(...children.filter((child): child is Node | string => Boolean(child)));
    return element;
}

/** An icon of the font that the editor itself uses. */
export const icon = (name: string): HTMLElement => el('i', { className: `fa fa-${name}`, 'aria-hidden': 'true' });

/** A select with the given options; a value that is not among them is added, so that it is kept. */
export function select(
    options: readonly { value: string; label: string }[],
    value: string,
    properties: Record<string, unknown>,
    changed?: (value: string) => void,
): HTMLSelectElement {
    const known = options.some((option) => option.value === value);
    const all = known ? options : [...options, { value, label: value }];
    const element = el('select', properties, ...all.map((one) => el('option', { value: one.value }, one.label)));
    element.value = value;
    if (changed) element.addEventListener('change', () => changed(element.value));
    return element;
}
