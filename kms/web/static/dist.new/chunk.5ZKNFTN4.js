function t(e){return e>0&&e<innerHeight-50?e:innerHeight/3}export{t as a};
