// What differs between systems.

/** Whether shortcuts use ⌘. */
export const isApple: boolean = /Mac|iPhone|iPad/.test(navigator.userAgent);
