import{a}from"./chunk.E475ZECL.js";import"./chunk.LIANYCDV.js";import"./chunk.73S35ZUP.js";export{a as ask};
