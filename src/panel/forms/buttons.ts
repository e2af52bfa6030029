import { el, icon } from '../dom';

/** A button that takes a row away. */
export const removeButton = (title: string, press: () => void): HTMLElement => {
    const button = el(
        'button',
        { type: 'button', className: 'intercom-remove', title, 'aria-label': title },
        icon('times'),
    );
    button.addEventListener('click', press);
    return button;
};

/** A button that adds a row. */
export const addButton = (text: string, press: () => void): HTMLButtonElement => {
    const button = el('button', { type: 'button', className: 'red-ui-button' }, icon('plus'), ` ${text}`);
    button.addEventListener('click', press);
    return button;
};

/** Whether two values are the same JSON. */
export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
