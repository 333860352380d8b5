/** The injection token of the store, which is a type only outside its library. */
export const STORE = Symbol('store')
