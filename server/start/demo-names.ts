/** Parts of invented names, with their romanisation. */
export const SURNAMES = pairs(
  '沈 Shen,陆 Lu,朱 Zhu,钱 Qian,张 Zhang,王 Wang,陈 Chen,徐 Xu,周 Zhou,吴 Wu,姚 Yao,俞 Yu,金 Jin,顾 Gu,费 Fei,潘 Pan,许 Xu,冯 Feng,曹 Cao,施 Shi,孙 Sun,蔡 Cai,倪 Ni,范 Fan,屠 Tu,郁 Yu,章 Zhang,杨 Yang,李 Li,戴 Dai',
);
export const FEMALE_GIVEN = pairs(
  '丽 Li,敏 Min,燕 Yan,芳 Fang,娟 Juan,萍 Ping,霞 Xia,琴 Qin,英 Ying,洁 Jie,雅琴 Yaqin,晓燕 Xiaoyan,佳怡 Jiayi,梦婷 Mengting,雪梅 Xuemei,思敏 Simin,文静 Wenjing,玉兰 Yulan,春花 Chunhua,美芬 Meifen,惠珍 Huizhen,诗雨 Shiyu,静怡 Jingyi,秋月 Qiuyue,红霞 Hongxia,海燕 Haiyan',
);
export const MALE_GIVEN = pairs(
  '伟 Wei,强 Qiang,斌 Bin,峰 Feng,建国 Jianguo,志明 Zhiming,俊杰 Junjie,国良 Guoliang,海涛 Haitao,文斌 Wenbin,永康 Yongkang,晓东 Xiaodong,子轩 Zixuan,明 Ming,建平 Jianping,金根 Jingen,利锋 Lifeng,云飞 Yunfei,浩然 Haoran,新华 Xinhua',
);

function pairs(text: string): readonly { zh: string; en: string }[] {
  return text.split(',').map((pair) => {
    const [zh = '', en = ''] = pair.split(' ');
    return { zh, en };
  });
}
