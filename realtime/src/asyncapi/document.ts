export const asyncApi = { asyncapi: '3.0.0' }
